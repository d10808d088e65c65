import copy
e = ValueError("a", 1)
e.extra = 5
print(e.__dict__, e.__reduce__())
c = copy.copy(e)
print(repr(c), c.extra, c is e)
e.__setstate__({"other": 6})
print(sorted(e.__dict__))
e.args = [1, 2]
print(e.args, str(e), repr(e))
o = copy.copy(OSError(2, "x", "f"))
print(repr(o), o.filename)
i = copy.copy(ImportError("m", name="n"))
print(i.name, i.msg)


class Custom(Exception):
    def __init__(self, a, b=2):
        super().__init__(a)
        self.b = b


x = Custom(1, b=3)
print(repr(x), x.args, x.b, str(x))
try:
    e.__setstate__(5)
except TypeError as t:
    print(t)
