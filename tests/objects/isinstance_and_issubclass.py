class Meta(type):
    def __instancecheck__(cls, x): return x == 5
    def __subclasscheck__(cls, x): return x is int
class M(metaclass=Meta): pass
class A: pass
class B(A): pass
class Fake:
    @property
    def __class__(self): return A
print(isinstance(B(), A), isinstance(A(), B), isinstance(1, (str, (float, int))), isinstance(Fake(), A), isinstance(5, M), isinstance(6, M))
print(issubclass(B, A), issubclass(A, (int, A)), issubclass(int, M), issubclass(bool, int), isinstance(True, int), isinstance(int, type), isinstance(3, int | str))
for f in (lambda: isinstance(1, 1), lambda: issubclass(1, int), lambda: issubclass(int, 1), lambda: isinstance(1, (int, 'x')), lambda: isinstance('', (int, 'x'))):
    try:
        print(f())
    except TypeError as e:
        print(e)
