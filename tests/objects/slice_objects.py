s = slice(1, 10, 2)
print(s, slice(5), slice(None), s.start, s.stop, s.step, s.indices(5), s == slice(1, 10, 2), slice(1) < slice(2), slice(None, None, -1).indices(4))
print(slice(-3, None).indices(10), slice(None, -100).indices(10), slice(10**30).indices(5), slice(0, 10**30).indices(10**25), slice(1, None, 'x'))
for f in (lambda: hash(s), lambda: slice(), lambda: slice(1, 2, 3, 4), lambda: slice(1, 2, 0).indices(3), lambda: s.indices(-1), lambda: slice('a').indices(2), lambda: setattr(s, 'start', 1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
