import types, sys
m = types.ModuleType("mod", "doc text")
m.x = 1
print(m, m.__name__, m.__doc__, m.x, sorted(m.__dict__))
try: m.nothing
except AttributeError as e: print(e)
m.__getattr__ = lambda name: "dynamic " + name
print(m.whatever, "x" in dir(m))
class M(types.ModuleType):
    @property
    def p(self): return "prop"
m.__class__ = M
print(m.p, sys, types.SimpleNamespace(a=1, b="x"))
try: types.ModuleType()
except TypeError as e: print(e)
n = types.SimpleNamespace(a=1)
n.me = n
print(n, n == types.SimpleNamespace(a=1))
