t = (1, 'a', 2.5)
print(t, (), (1,), t[0], t[-1], t[1:], t[::-1], t + (4,), t * 2, 0 * t, len(t), 'a' in t, t.index('a'), t.count(1))
print(tuple(), tuple([1, 2]), tuple('ab'), tuple(range(3)), tuple(t) is t, t[:] is t, () is tuple([]))
print((1, 2) < (1, 3), (1,) < (1, 2), (1, 2) == (1.0, 2.0), hash((1, 2)) == hash((1.0, 2.0)), hash(()), hash((1, 2, 3)), hash(('a',)) == hash(('a',)))
for f in (lambda: t[3], lambda: t['x'], lambda: t + [1], lambda: t.index(9), lambda: tuple(1), lambda: tuple(1, 2), lambda: hash(([],)), lambda: t.__setitem__, lambda: tuple(a=1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
