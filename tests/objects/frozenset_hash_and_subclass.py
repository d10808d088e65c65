print(hash(frozenset([1, 2, 3])), hash(frozenset()), hash(frozenset([3, 2, 1])) == hash(frozenset([1, 2, 3])))
f = frozenset([1, 2])
print(frozenset(f) is f, f.copy() is f, f | {3}, {3} | f, type(f | {3}).__name__, type({3} | f).__name__, {f: 1}[frozenset([2, 1])])
f2 = f
f2 |= {9}
print(f, f2 == {1, 2, 9})
class S(set):
    pass
class F(frozenset):
    def __new__(cls, *a): return super().__new__(cls, a)
print(S([1]), S([1]) | {2}, type(S([1]) | {2}).__name__, type(S([1]).copy()).__name__, F(1, 2), type(F(1).copy()).__name__, S())
s = S(); s.x = 1; print(s.__dict__)
