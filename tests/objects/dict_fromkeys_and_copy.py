print(dict.fromkeys('abc'), dict.fromkeys(range(3), []), dict.fromkeys({1: 2}, 0))
d = {'a': []}
c = d.copy()
c['a'].append(1)
c['b'] = 2
print(d, c)
class D(dict): pass
x = D.fromkeys('ab', 1)
print(type(x).__name__, x, type(x.copy()).__name__)
d.clear()
print(d, c)
