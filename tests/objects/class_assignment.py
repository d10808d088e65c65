class A:
    def who(self): return "A"
class B:
    def who(self): return "B"
class S:
    __slots__ = ("x",)
a = A(); a.v = 1
a.__class__ = B
print(a.who(), a.v, type(a).__name__)
a.w = 2
print(a.__dict__)
for bad in (S, int, 5):
    try: a.__class__ = bad
    except TypeError as e: print(e)
class Base1: x = 1
class Base2: x = 2
class K(Base1): pass
k = K()
print(k.x); K.__bases__ = (Base2,); print(k.x, K.__mro__[1].__name__, Base1.__subclasses__())
try: K.__bases__ = ()
except TypeError as e: print(e)
K.__name__ = "Renamed"; print(K, K.__name__)
