x = 5
g = (x * y for y in range(3))
x = 10
print(list(g))
print(sum(i * j for i in range(4) for j in range(i) if j % 2))
def f(n): return (n + i for i in range(2))
print(list(f(3)))
try:
    (i for i in 5)
except TypeError as e:
    print(e)
