import pickle, copy, copyreg, datetime, collections, enum, dataclasses, fractions
class P:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return self.x == o.x
class S:
    __slots__ = ("a", "b")
class St:
    def __getstate__(self): return {"k": 1}
    def __setstate__(self, s): self.s = s
class E(enum.Enum): A = 1
@dataclasses.dataclass
class D: a: int
N = collections.namedtuple("N", "p q")
loop = [1]; loop.append(loop)
for v in (1, 10**30, -5, 1.5, "é\ud800", b"b", None, True, [1, [2]], {"a": (1,)}, {1}, frozenset([2]), P(3), E.A, D(1), N(1, 2), datetime.date(2024, 1, 2), fractions.Fraction(1, 3), collections.OrderedDict(a=1), collections.deque([1], 3), len, P, range(3), slice(1), ..., 3j, bytearray(b"x"), ValueError("v", 1)):
    for proto in range(6):
        w = pickle.loads(pickle.dumps(v, proto))
        if not (w == v or repr(w) == repr(v)): print("differs", proto, v, w)
print(pickle.loads(pickle.dumps(loop))[1][0], pickle.loads(pickle.dumps(St())).s)
s = S(); s.a = 1; print(pickle.loads(pickle.dumps(s)).a, hasattr(copy.copy(s), "b"))
try: pickle.dumps(lambda: 0)
except (pickle.PicklingError, AttributeError) as e: print(type(e).__name__)
try: pickle.loads(b"\x80\x09.")
except ValueError as e: print(e)
x = [P([1]), {"k": loop}]; y = copy.deepcopy(x); print(y[0] == x[0], y[0].x is x[0].x, y[1]["k"][1] is y[1]["k"], copy.copy(x)[0] is x[0])
