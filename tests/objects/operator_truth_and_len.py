class L:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
class B:
    def __bool__(self): return self.v
print(bool(L(0)), bool(L(3)), len(L(3)))
b = B(); b.v = True; print(bool(b), not b)
for v in (1, 'x', None):
    b.v = v
    try:
        bool(b)
    except TypeError as e:
        print(e)
for n in (-1, 'x', 1.5, 2**70):
    try:
        len(L(n))
    except Exception as e:
        print(type(e).__name__, e)
