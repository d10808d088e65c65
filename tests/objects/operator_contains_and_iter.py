class G:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * 10
class C:
    def __contains__(self, x): return x
class I:
    def __iter__(self): return self
    def __next__(self): raise StopIteration
class Bad:
    def __iter__(self): return 5
print(list(G()), 20 in G(), 21 in G(), 'x' in C(), 0 in C(), list(I()), 1 in I())
for f in (lambda: list(Bad()), lambda: 1 in Bad(), lambda: next(iter(I()))):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
nan = float('nan')
print(nan in [nan], nan in [float('nan')], 1.0 in [1], '' in 'abc')
