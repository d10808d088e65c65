from enum import *
class Color(Enum):
    RED = 1
    GREEN = auto()
    CRIMSON = 1
print(list(Color), Color.CRIMSON, Color(2), Color["RED"].name, repr(Color.RED), Color.RED in Color)
class Perm(Flag):
    R = 4; W = 2; X = 1
print(Perm.R | Perm.W, Perm(5), ~Perm.R, Perm.R in Perm(6), bool(Perm(0)), list(Perm(7)))
class N(IntEnum):
    ONE = 1
print(N.ONE + 1, N.ONE == 1, f"{N.ONE}", repr(N.ONE))
class S(StrEnum):
    AB = auto()
print(S.AB, S.AB.upper())
@unique
class U(Enum):
    A = 1
try:
    @unique
    class V(Enum):
        A = 1; B = 1
except ValueError as e:
    print(e)
try:
    Color(9)
except ValueError as e:
    print(e)
class Planet(Enum):
    EARTH = (5.97, 6.37)
    def __init__(self, mass, radius): self.mass = mass
    @property
    def heavy(self): return self.mass > 1
    @classmethod
    def _missing_(cls, v): return cls.EARTH
print(Planet.EARTH.heavy, Planet("x"), Enum("A", "x y").y)
