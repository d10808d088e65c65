from collections import OrderedDict
class D(OrderedDict):
    def __setitem__(self, k, v):
        print('set', k)
        super().__setitem__(k, v)
    def __missing__(self, k): return 'missing'
d = D(a=1)
d.update(b=2)
print(d['zz'], d.setdefault('c', 3), d.copy() == d, d.pop('a'), d.pop('nope', None))
try:
    d.pop('nope')
except KeyError as e:
    print(repr(e))
o = OrderedDict.fromkeys('abc')
o.attr = 5
print(o.__dict__, list(reversed(o)), o == dict.fromkeys('cba'), o == OrderedDict.fromkeys('cba'))
