class Data:
    def __get__(self, o, t): return "data"
    def __set__(self, o, v): print("set", v)
    def __delete__(self, o): print("delete")
class NonData:
    def __get__(self, o, t): return "nondata"
class C:
    d = Data()
    n = NonData()
c = C()
c.__dict__["d"] = "inst"
c.__dict__["n"] = "inst"
print(c.d, c.n, C.d, C.n)
c.d = 3
del c.d
print(c.__dict__)
# a data descriptor that arrives later hides attributes already stored
class E:
    def __init__(self): self.v = 1
    def read(self): return self.v
e = E()
print([e.read() for _ in range(3)])
E.v = property(lambda self: "late")
print([e.read() for _ in range(3)])
del E.v
print(e.read())
E.read = lambda self: "replaced"
print(e.read())
