class C:
    @classmethod
    def cm(cls, a): return cls.__name__, a
    @staticmethod
    def sm(a): return a
    n = classmethod(len)
class D(C): pass
print(C.cm(1), D.cm(2), D().cm(3), C.sm(4), D().sm(5))
print(C.__dict__["cm"].__func__.__name__, C.__dict__["sm"](6), C.__dict__["cm"].__wrapped__ is C.__dict__["cm"].__func__)
print(repr(C.__dict__["sm"])[:23], repr(C.__dict__["cm"])[:22])
print(C.cm.__self__ is C, C.sm.__qualname__)
try: classmethod()
except TypeError as e: print(e)
