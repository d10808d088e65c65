class A:
    def f(self): return ["A"]
    @classmethod
    def c(cls): return ["A", cls.__name__]
    @staticmethod
    def s(): return "As"
class B(A):
    def f(self): return ["B"] + super().f()
    @classmethod
    def c(cls): return ["B"] + super().c()
class C(A):
    def f(self): return ["C"] + super(C, self).f()
class D(B, C):
    def f(self):
        inner = lambda: super(D, self).f()
        return ["D"] + inner()
    def s2(self): return super().s()
print(D().f(), D.c(), D().s2())
print(super(B, D()).f(), repr(super(B, D()))[:30], super(A, A).__thisclass__)
def free(self): return super()
try: free(1)
except RuntimeError as e: print(e)
try: super(B, 5)
except TypeError as e: print(e)
try: super(D, D()).nothing
except AttributeError as e: print(e)
