from collections import namedtuple, Counter, ChainMap
P = namedtuple('P', 'x y', defaults=[5])
p = P(1)
print(p, p.x, p.y, p._replace(x=9), p._asdict(), P._fields, p == (1, 5), P.x)
x, y = p
print(x, y, hash(p) == hash((1, 5)))
try:
    p.x = 2
except AttributeError as e:
    print(e)
c = Counter('abracadabra')
print(c, c.most_common(2), c['z'], sum(c.values()), c + Counter('aab'), c - Counter('aaaaab'), sorted(c.elements())[:6])
c.update('zzz'); c.subtract('a'); print(c['z'], c['a'])
print(ChainMap({'a': 1}, {'a': 2, 'b': 3})['b'])
