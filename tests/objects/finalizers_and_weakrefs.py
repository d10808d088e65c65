import weakref, gc
class C:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
c = C(1)
r = weakref.ref(c, lambda ref: print("callback", ref is r))
print(r() is c, weakref.getweakrefcount(c))
del c
print(r())
a = C(2); a.self = a
del a
print("collect", gc.collect() > 0)
keep = []
class Z:
    def __del__(self): keep.append(self); print("resurrect")
z = Z(); z.me = z
del z
gc.collect()
print(len(keep), keep[0].me is keep[0])
keep.clear()
gc.collect()
class P:
    def m(self): return "m"
    def __len__(self): return 3
p = P(); q = weakref.proxy(p)
print(q.m(), len(q))
del p
try: q.m()
except ReferenceError as e: print(e)
d = weakref.WeakValueDictionary()
x = P(); d["k"] = x
print(len(d)); del x; print(len(d))
