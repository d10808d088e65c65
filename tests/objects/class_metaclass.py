class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, bases, kw)
        return {"from_prepare": 1}
    def __new__(mcs, name, bases, ns, **kw):
        print("new", name, sorted(k for k in ns if not k.startswith("__")), kw)
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        print("init", name, kw)
        super().__init__(name, bases, ns)
    def __call__(cls, *args):
        print("call", cls.__name__, args)
        return super().__call__(*args)
    @property
    def shout(cls):
        return cls.__name__.upper()
    def meth(cls):
        return "meta method of " + cls.__name__
class A(metaclass=Meta, flag=True):
    x = 5
class B(A):
    def __init__(self, v): self.v = v
print(A.from_prepare, type(A), B.shout, B.meth(), B(3).v)
try:
    A().shout
except AttributeError as e:
    print(e)
class M2(type): pass
try:
    class C(A, metaclass=M2): pass
except TypeError as e:
    print(e)
print(isinstance(A, Meta), type(B) is Meta, Meta.__mro__)
print(type("Dyn", (A,), {"y": 2}).y)
