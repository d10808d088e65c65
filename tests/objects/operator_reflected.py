class A:
    def __add__(self, o): return 'A.add'
    def __radd__(self, o): return 'A.radd'
    def __lt__(self, o): return 'A.lt'
    def __eq__(self, o): return 'A.eq'
class B(A):
    def __radd__(self, o): return 'B.radd'
    def __gt__(self, o): return 'B.gt'
class C(A):
    pass
class N:
    def __add__(self, o): return NotImplemented
    def __radd__(self, o): return NotImplemented
print(A() + B(), A() + C(), 1 + A(), A() + 1, A() < B(), B() > A(), A() == B(), 5 == A(), 5 < A() if hasattr(A, '__gt__') else '')
for f in (lambda: N() + 1, lambda: 1 + N(), lambda: N() + N(), lambda: N() - 1, lambda: N() < N(), lambda: 5 > A()):
    try:
        print(f())
    except TypeError as e:
        print(e)
