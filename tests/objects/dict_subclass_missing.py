class D(dict):
    def __missing__(self, key):
        return key * 2
d = D(a=1)
print(d['a'], d['b'], d.get('b'), d, len(d), 'b' in d)
class E(dict):
    def __getitem__(self, k): return 'got'
    def __setitem__(self, k, v): super().__setitem__(k, v + 1)
e = E(x=1)
e['y'] = 1
print(e['q'], dict.__getitem__(e, 'y'), e.get('x'), e)
e.attr = 5
print(e.attr, e.__dict__)
