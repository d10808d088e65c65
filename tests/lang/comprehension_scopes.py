x = "outer"
print([x for x in range(3)], x)
print({k: v for k, v in zip("ab", (1, 2))}, {i % 2 for i in range(5)})
print([[j for j in range(i)] for i in range(3)])
print([y := 5, y ** 2], y)
def f():
    return [z := i for i in range(3)], z
print(f())
class C:
    n = 3
    l = [i for i in range(n)]
print(C.l)
