def f(a, b, /, c, *, d, e=1): pass
def g(x): pass
def h(x=1, y=2): pass
def attempt(fn, *args, **kw):
    try:
        fn(*args, **kw)
    except TypeError as e:
        print(e)
attempt(f)
attempt(f, 1)
attempt(f, 1, 2)
attempt(f, 1, 2, 3)
attempt(f, 1, 2, 3, 4, d=5)
attempt(f, 1, b=2, c=3, d=4)
attempt(f, a=1, b=2, c=3, d=4)
attempt(f, 1, 2, 3, d=4, z=5)
attempt(f, 1, 2, 3, c=3, d=4)
attempt(g)
attempt(g, 1, 2)
attempt(h, 1, 2, 3)
attempt(lambda: 0, 1)
attempt(lambda *, k, l, m: 0)
attempt(lambda *, k: 0, 1, k=2)
