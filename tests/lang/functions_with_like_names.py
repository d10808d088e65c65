# Functions whose names in C would be alike.
class A:
    def f_body(self): return 1
    def f(self): return 2
    def a_b(self): return 3
class A_a:
    def b(self): return 4
def f(): return 1
def g(): return f()
def f(): return 2
print(A().f_body(), A().f(), A().a_b(), A_a().b(), g(), f())
class A:
    def f(self): return 7
print(A().f())
