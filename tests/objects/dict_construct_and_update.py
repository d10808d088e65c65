print(dict(), dict({'a': 1}), dict([('a', 1), ['b', 2], 'cd']), dict(a=1, b=2), dict({'a': 1}, a=2, z=3))
d = {}
d.update({'x': 1}, y=2)
d.update([('z', 3)])
d.update()
print(d)
class M:
    def keys(self): return ['k', 'l']
    def __getitem__(self, k): return k * 2
print(dict(M()), {**M(), 'm': 1})
for bad in (lambda: dict(1), lambda: dict([1]), lambda: dict([(1, 2, 3)]), lambda: dict(1, 2), lambda: dict([[], []]), lambda: dict(['a'])):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
