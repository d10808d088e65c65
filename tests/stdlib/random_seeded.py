import random
r = random.Random(42)
print(r.random(), r.randint(1, 100), r.choice("abc"), r.sample(range(100), 5), r.getrandbits(70))
x = list(range(10)); r.shuffle(x); print(x)
print(r.gauss(0, 1), r.uniform(1, 2), r.choices("ab", weights=[1, 9], k=5), r.expovariate(2), r.betavariate(1, 2))
random.seed("text"); print(random.random(), random.randrange(0, 100, 7), random.triangular(), random.randbytes(4))
s = r.getstate(); a = r.random(); r.setstate(s); print(a == r.random())
