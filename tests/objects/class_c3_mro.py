class A: pass
class B(A): pass
class C(A): pass
class D(B, C): pass
print([k.__name__ for k in D.__mro__])
class X: pass
class Y(X): pass
try:
    class Z(X, Y): pass
except TypeError as e:
    print(e)
try:
    class W(X, X): pass
except TypeError as e:
    print(e)
try:
    class V(int, str): pass
except TypeError as e:
    print(e)
try:
    class U(bool): pass
except TypeError as e:
    print(e)
print(A.__subclasses__(), D.mro() == list(D.__mro__), D.__bases__, D.__base__)
