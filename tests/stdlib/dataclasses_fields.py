from dataclasses import *
@dataclass(order=True)
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list, compare=False, repr=False)
    def __post_init__(self): self.total = self.x + self.y
p = P(1, 2)
print(p, p == P(1, 2), P(1) < P(2), p.total, asdict(p), astuple(p), replace(p, x=9))
@dataclass(frozen=True, slots=True, kw_only=True)
class F:
    a: int
    b: str = "b"
f = F(a=1)
try:
    f.a = 2
except FrozenInstanceError as e:
    print(e)
print(f, hash(f) == hash(F(a=1)), F.__slots__, [x.name for x in fields(F)], F.__match_args__)
print(fields(P)[1])
@dataclass
class Q(P):
    z: InitVar[int] = 5
    def __post_init__(self, z): self.z2 = z
print(Q(1).z2, make_dataclass("M", ["a", ("b", int, 3)])(1), is_dataclass(Q))
try:
    @dataclass
    class Bad:
        x: list = []
except ValueError as e:
    print(e)
