class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def total(self): return sum(self)
t = T(1, 2, 3)
print(t, t.total(), t == (1, 2, 3), hash(t) == hash((1, 2, 3)), type(t[:]).__name__, type(t + ()).__name__, isinstance(t, tuple))
t.extra = 1
print(t.__dict__, len(t), list(t), T(), bool(T()))
class U(tuple): pass
print(U([1, 2]), U(), type(U('ab')).__name__)
try:
    U(a=1)
except TypeError as e:
    print(e)
