class C:
    def __contains__(self, x): return x == 1
class I:
    def __iter__(self): return iter([1, 2])
class G:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i
print(1 in C(), 2 in C(), 2 in I(), 3 in I(), 2 in G(), 5 in G(), list(G()), tuple(I()), set(G()), [*I()], dict.fromkeys(I()))
class B:
    def __iter__(self): return 5
for f in (lambda: list(B()), lambda: 1 in 5, lambda: list(5), lambda: iter(5), lambda: next(5), lambda: set(5), lambda: [*5], lambda: max(5)):
    try:
        print(f())
    except TypeError as e:
        print(e)
