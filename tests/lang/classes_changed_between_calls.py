class A:
    def __init__(self, x): self.x = x
def make(n): return A(n)
def get(a): return a.x
a = make(1)
for i in range(3): print(make(i).x, get(a))
A.x = property(lambda s: 99)
print(get(a))
try: make(2)
except AttributeError as e: print(e)
del A.x
print(get(a), make(5).x)
def init2(self, x): self.y = x * 10
A.__init__ = init2
print(make(3).y)
A.__init__ = lambda self, x: 5
try: make(1)
except TypeError as e: print(e)
class B(A):
    def __init__(self, x, y=2): self.z = x + y
def mk(cls, *a): return cls(*a)
def mb(x): return B(x)
print(mb(1).z, mb(2).z)
A.__new__ = staticmethod(lambda cls, x: "new %d" % x)
print(make(4))
A = 5
try: make(1)
except TypeError as e: print(e)
