import collections.abc as c
from abc import ABCMeta, get_cache_token
class Seq(c.Sequence):
    def __init__(self, *a): self.a = a
    def __len__(self): return len(self.a)
    def __getitem__(self, i): return self.a[i]
match Seq(1, 2):
    case [a, b]: print("sequence", a, b)
    case _: print("other")
class Reg:
    def __len__(self): return 1
    def __getitem__(self, i): return ("item",)[i]
c.Sequence.register(Reg)
match Reg():
    case [x]: print("registered", x)
    case _: print("other")
print(isinstance([], c.MutableSequence), issubclass(dict, c.Mapping), isinstance(5, c.Hashable), isinstance([], c.Hashable))
class Hooked(metaclass=ABCMeta):
    @classmethod
    def __subclasshook__(cls, sub):
        return hasattr(sub, "quack") or NotImplemented
class Duck: quack = 1
print(issubclass(Duck, Hooked), issubclass(int, Hooked), isinstance(Duck(), Hooked))
token = get_cache_token()
@Hooked.register
class Goose: pass
print(isinstance(Goose(), Hooked), get_cache_token() > token)
try: Hooked.register(5)
except TypeError as e: print(e)
class Sub(Hooked): pass
try: Sub.register(Hooked)
except RuntimeError as e: print(e)
