class Point:
    kind = "point"
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def norm2(self):
        return self.x * self.x + self.y * self.y
p = Point(3, 4)
print(p.x, p.y, p.norm2(), p.kind, Point.kind)
p.z = 5
print(p.__dict__)
del p.x
print(p.__dict__)
try:
    p.x
except AttributeError as e:
    print(e, e.name, e.obj is p)
p.__dict__["x"] = 7
print(p.x, sorted(vars(p)))
print(Point, type(p), Point.__mro__, Point.__name__, Point.__qualname__, Point.__module__)
for i in range(20):
    setattr(p, "a%d" % i, i)
print(sum(getattr(p, "a%d" % i) for i in range(20)))
q = Point(1, 2)
for i in range(20):
    setattr(q, "a%d" % i, i)
print(list(q.__dict__)[:5], q.a19)
