class Desc:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name
    def __get__(self, obj, objtype=None):
        return (self.name, obj is None, objtype.__name__)
class Base:
    def __init_subclass__(cls, /, tag=None, **kw):
        super().__init_subclass__(**kw)
        print("init_subclass", cls.__name__, tag)
    def __class_getitem__(cls, item):
        return (cls.__name__, item)
class Sub(Base, tag="t"):
    d = Desc()
print(Sub.d, Sub().d, Sub[int], Base[1, 2])
try:
    class Bad(Base, unknown=1): pass
except TypeError as e:
    print(e)
try:
    class Bad2:
        class Broken:
            def __set_name__(self, *a): raise ValueError("no")
        b = Broken()
except RuntimeError as e:
    print(e, repr(e.__cause__))
class Plain:
    def f(self): return __class__
    def g(self): return super().__repr__()[:20]
print(Plain().f(), Plain().g())
