def f(a, b, c):
    a, b = b, a
    a, b, c = c, a, b
    (x, y), z = (a, b), c
    p, q = 1, 2
    [r, s, t] = 1, "x", None
    for i, j in (1, 2), (3, 4):
        print(i, j)
    m = n, o = p, q
    return a, b, c, x, y, z, p, q, r, s, t, m, n, o
print(f(1, 2, 3))
() = ()
a, = 5,
print(a)
l = [1, 2, 3]
i = 0
i, l[i] = 2, 9
print(i, l)
l[0], l[1], l[2] = l[2], l[0], l[1]
print(l)
