class V:
    def __init__(self, n): self.n = n
    def __add__(self, o): return V(self.n + o.n) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return ("radd", o)
    def __iadd__(self, o): self.n += 100; return self
    def __eq__(self, o): return isinstance(o, V) and self.n == o.n
    def __lt__(self, o): return self.n < o.n
    def __hash__(self): return hash(self.n)
    def __bool__(self): return self.n != 0
    def __len__(self): return self.n
    def __getitem__(self, i): return i * self.n
    def __contains__(self, x): return x == self.n
    def __call__(self, *a, **k): return a, k
    def __neg__(self): return V(-self.n)
    def __index__(self): return self.n
    def __repr__(self): return "V(%d)" % self.n
    def __iter__(self): return iter([self.n])
    def __pow__(self, e, m=None): return (e, m)
v = V(2)
print(v + V(3), 1 + v, v == V(2), v != V(2), v < V(3), V(1) > V(0), bool(V(0)), len(v), v[10], 2 in v, 3 in v)
print(v(1, a=2), -v, [0, 1, 2][v], list(v), {V(2): 1}[v], v ** 3, pow(v, 3, 5))
v += 1
print(v)
try: v + 1
except TypeError as e: print(e)
class R(V):
    def __radd__(self, o): return "R.radd"
print(V(1) + R(2))
class N:
    __hash__ = None
    def __eq__(self, o): return True
try: hash(N())
except TypeError as e: print(e)
class Q:
    def __eq__(self, o): return True
try: hash(Q())
except TypeError as e: print(e)
