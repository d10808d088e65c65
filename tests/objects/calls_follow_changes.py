# Methods, constructors and attributes that change between calls of the same place.
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def norm(self):
        return self.x * self.x + self.y * self.y
    def shift(self, n):
        self.x += n
        return self
class Point3(Point):
    def __init__(self, x, y, z):
        Point.__init__(self, x, y)
        self.z = z
def use(make, *args):
    p = make(*args)
    return p.norm(), p.shift(1).x
def loop(n, *args):
    out = []
    for _ in range(n):
        p = Point(*args) if len(args) != 2 else Point(args[0], args[1])
        out.append((p.norm(), p.shift(2).x))
    return out[-1]
print(loop(300, 1, 2), loop(3, 1.5, 2), loop(3, 2**61, 2**61))
try:
    loop(3, "a", "b")
except TypeError as e:
    print(e)
print(use(Point, 3, 4), use(Point3, 3, 4, 5))
Point.norm = lambda self: "patched"
print(loop(3, 1, 2), use(Point3, 1, 2, 3))
def other(self, n):
    self.x = ("other", n)
    return self
Point.shift.__code__ = other.__code__
print(loop(3, 1, 2))
Point.y = property(lambda self: self.x * 100, lambda self, v: print("y set to", v))
p = Point(1, 2)
print(p.y, p.__dict__)
def init(self, *args):
    self.args = args
    self.x = 0
Point.__init__ = init
print(loop(3, 1, 2), Point(7, 8).args)
Point.__new__ = lambda cls, *args: "no point"
print(Point(1, 2))
del Point.__new__
class Odd:
    def __init__(self, v):
        self.a = v
        self.b = v
        return v
try:
    Odd(1)
except TypeError as e:
    print(e)
