a = [1, 2]
def setter(i, v):
    def f(): a[i] = v
    return f
def deleter(i):
    def f(): del a[i]
    return f
for f in (lambda: a[2], lambda: a[-3], setter(5, 0), deleter(5), lambda: [].pop(), lambda: a.pop(9), lambda: a.remove(9),
          lambda: a.index(9), lambda: a['x'], lambda: a[1.0], setter('x', 1), lambda: a + (1,), lambda: a * 'x', lambda: a * 1.5,
          lambda: list(5), lambda: list(1, 2), lambda: list(x=1), lambda: a.append(), lambda: a.append(1, 2), lambda: a < 3,
          lambda: a[10**30], lambda: a.extend(5), lambda: a.insert('x', 1), lambda: hash(a), lambda: a.foo, lambda: a.sort(1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
