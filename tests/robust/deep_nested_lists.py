def nest(n, make):
    x = make(())
    for _ in range(n):
        x = make((x,))
    return x
for make in (list, tuple):
    x, y = nest(100000, make), nest(100000, make)
    for name, op in (("repr", lambda: repr(x)), ("eq", lambda: x == y), ("lt", lambda: x < y)):
        try:
            op()
            print(make.__name__, name, "no error")
        except RecursionError as e:
            print(make.__name__, name, e)
    del x, y
t = nest(100000, tuple)
d = {}
for _ in range(100000):
    d = {1: d}
e = {}
for _ in range(100000):
    e = {1: e}
for op in (lambda: repr(d), lambda: d == e):
    try:
        op()
    except RecursionError as x:
        print(x)
print("done")
