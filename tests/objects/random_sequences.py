import random
random.seed(42)
print(random.random(), random.randint(1, 1000), random.getrandbits(100), random.choice('abcdef'), random.sample(range(50), 5), random.gauss(0, 1))
x = list(range(10)); random.shuffle(x); print(x)
for seed in (0, -7, 2**100, 'text', 1.5):
    print(random.Random(seed).random())
r = random.Random(1); s = r.getstate(); a = r.random(); r.setstate(s); print(a == r.random(), len(s[1]))
