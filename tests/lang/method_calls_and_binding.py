class C:
    def m(self, x=0): return ("m", x)
    @staticmethod
    def s(x): return ("s", x)
    @classmethod
    def c(cls, x): return (cls.__name__, x)
o = C()
print(o.m(1), o.s(2), o.c(3), C.s(4), C.c(5), C.m(o, 6))
b = o.m
print(b(7), b.__self__ is o, b.__func__ is C.m, b == o.m, b is o.m, hash(b) == hash(o.m))
o.m = lambda: "instance"
print(o.m())
try: C.m()
except TypeError as e: print(e)
try: o.s()
except TypeError as e: print(e)
