from operator import length_hint
print([length_hint(x) for x in (iter([1, 2]), iter((1,)), iter({1, 2, 3}), iter({1: 1}), iter(range(5)), reversed([1, 2]), iter('abc'), enumerate([1]), zip([1]), map(str, [1]))])
class H:
    def __init__(self, n): self.n = n
    def __length_hint__(self): return self.n
    def __iter__(self): return iter([])
print(length_hint(H(5)), length_hint(H(NotImplemented), 7), list(H(3)))
for bad in (-1, 'x'):
    try:
        length_hint(H(bad))
    except Exception as e:
        print(type(e).__name__, e)
