# What a function's part without a frame hands on are its arguments, whatever has become of its locals by then.
class C:
    def __init__(self, x):
        self.x = x

    def add(self, y, z):
        if y is not None:
            self.x += y
        if z is not None:
            self.x += z

    def pick(self, y, z):
        if z is None:
            y = z
        if y is None:
            return self.x
        z = y
        return self.y


c = C(1)
c.add(None, 42)
c.add(1, 2)
print(c.x)
d = C("text")
d.add(None, "more")
d.add("y", None)
print(d.x)
e = C(1 << 62)
e.add(None, 1 << 70), e.add(1 << 70, 5)
print(e.x, e.pick(1, None))
try:
    e.pick(7, 8)
except AttributeError as error:
    print(error)
