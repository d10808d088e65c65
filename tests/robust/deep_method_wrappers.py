import functools
f = print
for _ in range(100000):
    f = functools.partial(f)
del f
class A: pass
s = A().__init__
for _ in range(50000):
    s = s.__call__
del s
x = staticmethod(1)
for _ in range(100000):
    x = property(x)
del x
s = slice(None)
for _ in range(100000):
    s = slice(s)
del s
r = reversed([1])
print("freed")
