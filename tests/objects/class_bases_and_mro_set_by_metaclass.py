"""Assigning __bases__: what a metaclass's mro() may do meanwhile, and what is put back when it fails."""
class Meta(type):
    fail = None
    def mro(cls):
        if Meta.fail == cls.__name__:
            raise RuntimeError('no order for ' + cls.__name__)
        return super().mro()

class A(metaclass=Meta): x = 'A'
class B(metaclass=Meta): x = 'B'
class C(A): pass
class D(C): pass
class E(C): pass

def show():
    for c in C, D, E:
        print([k.__name__ for k in c.__mro__], c.x, end=' ')
    print([c.__name__ for c in A.__subclasses__()], [c.__name__ for c in B.__subclasses__()])

show()
Meta.fail = 'E'
try:
    C.__bases__ = (B,)
except RuntimeError as e:
    print(e)
show()
Meta.fail = None
C.__bases__ = (B,)
show()
for bases in (), (1,), [A], (D,), (A, A):
    try:
        C.__bases__ = bases
    except TypeError as e:
        print(e)

class Again(type):
    busy = False
    def mro(cls):
        if cls.__name__ == 'F' and Again.busy:
            Again.busy = False
            cls.__bases__ = (H,)
        return super().mro()

class G(metaclass=Again): pass
class H(metaclass=Again): pass
class F(metaclass=Again): pass
class F(G): pass
Again.busy = True
F.__bases__ = (G,)
print(F.__bases__, [k.__name__ for k in F.__mro__], [c.__name__ for c in H.__subclasses__()])
