class A:
    def f(self): return "A.f"
class B(A):
    def f(self): return "B+" + super().f()
    def g(self): return __class__.__name__
print(B().f(), B().g())
