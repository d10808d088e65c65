class C:
    def __init__(self): self._x = 1
    @property
    def x(self):
        "the x"
        return self._x
    @x.setter
    def x(self, v): self._x = v
    @x.deleter
    def x(self): del self._x
    @property
    def ro(self): return 5
c = C()
c.x = 10
print(c.x, C.x.__doc__, C.x.fget.__name__)
del c.x
try: c.x
except AttributeError as e: print(e)
for action in ("c.ro = 1", "del c.ro"):
    try: exec(action)
    except AttributeError as e: print(e)
p = property()
class D: q = p
try: D().q
except AttributeError as e: print(e)
class Sub(property): pass
class E2:
    @Sub
    def y(self): "doc y"; return 2
print(E2().y, E2.y.__doc__)
print(property(doc="d").__doc__, isinstance(C.x, property))
