f = lambda x, y=2, *a, k=3, **kw: (x, y, a, k, kw)
print(f(1), f(1, 5, 6, k=7, z=8))
print((lambda: (lambda: 42))()())
print((lambda n: (lambda f: f(f, n))(lambda s, m: 1 if m < 2 else m * s(s, m - 1)))(5))
