class Seq:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
print(list(reversed(Seq())), list(Seq()), 20 in Seq(), list(reversed('abc')), list(reversed((1, 2))))
class R:
    def __reversed__(self): return 'own'
print(reversed(R()))
class N:
    __reversed__ = None
    def __len__(self): return 0
    def __getitem__(self, i): pass
try:
    reversed(N())
except TypeError as e:
    print(e)
it = reversed(Seq()); print(it.__length_hint__(), next(it), it.__length_hint__(), it.__reduce__()[2])
it = iter(Seq()); next(it); print(it.__length_hint__(), it.__reduce__()[2], list(it), it.__length_hint__())
