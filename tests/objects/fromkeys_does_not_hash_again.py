class H:
    n = 0
    def __init__(self, v): self.v = v
    def __hash__(self):
        H.n += 1
        return hash(self.v)
    def __eq__(self, o): return self.v == o.v
d = dict.fromkeys(map(H, range(10)))
print(H.n)
s = set(d); frozenset(s); dict.fromkeys(s); dict.fromkeys(d, 1); s.difference(d); s | set(d); dict(d); d.copy(); s.issubset(s.copy())
print(H.n)
