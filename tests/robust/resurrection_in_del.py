import gc
kept = []
class A:
    def __init__(self, n): self.n = n
    def __del__(self):
        print("del", self.n)
        kept.append(self)
a = A(1)
del a
print([x.n for x in kept])
kept.clear()
print("cleared")
a = A(2)
a.me = a
del a
gc.collect()
print([x.n for x in kept], kept[0].me is kept[0])
kept.clear()
gc.collect()
print("end")
class B:
    def __del__(self):
        raise ValueError("in del")
import sys
sys.unraisablehook = lambda u: print("unraisable", u.exc_type.__name__, u.exc_value)
b = B()
del b
try:
    x = B()
    raise KeyError
except KeyError:
    del x
    print("still here")
