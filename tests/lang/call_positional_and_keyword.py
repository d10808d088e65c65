def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, sorted(kw.items())
print(f(1, c=3))
print(f(1, 5, 6, 7, c=8, x=9, y=10))
print(f(*[1, 2], *(3,), c=4, **{"d": 5, "e": 6}))
print(f(c=1, a=2))
