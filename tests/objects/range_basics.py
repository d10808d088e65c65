r = range(10)
print(r, range(1, 5), range(0, 10, 3), range(5, 0, -2), list(range(0)), len(r), r[3], r[-1], r[2:5], r[::-1], 3 in r, 10 in r, 3.0 in r, '3' in r)
print(range(0) == range(2, 1), range(0, 3, 2) == range(0, 4, 2), hash(range(0)) == hash(range(5, 2)), r.index(4), r.count(4), r.count(40))
print(r.start, r.stop, r.step, bool(range(0)), list(reversed(range(0, 10, 3))), max(range(5)), sum(range(101)))
for f in (lambda: range(), lambda: range(1, 2, 0), lambda: range(1.0), lambda: range('a'), lambda: r[10], lambda: r['a'], lambda: r.index(99), lambda: range(1, 2, 3, 4), lambda: range(a=1), lambda: setattr(r, 'start', 1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
