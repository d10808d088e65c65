class G:
    a = 1
    def __getattr__(self, name):
        if name == "zip": raise AttributeError("no zip")
        return "got " + name
g = G()
g.b = 2
print(g.a, g.b, g.c, hasattr(g, "zip"), getattr(g, "zip", "default"))
class H:
    def __getattribute__(self, name):
        return "all " + name if name != "__class__" else H
    def __setattr__(self, name, v): print("setattr", name, v)
    def __delattr__(self, name): print("delattr", name)
h = H()
print(h.x)
h.x = 3
del h.x
class Both:
    def __getattribute__(self, name):
        if name.startswith("x"): raise AttributeError(name)
        return object.__getattribute__(self, name)
    def __getattr__(self, name): return "fallback " + name
b = Both()
b.y = 1
print(b.y, b.xx)
try: object().foo = 1
except AttributeError as e: print(e)
try: (5).real = 2
except AttributeError as e: print(e)
try: int.foo = 1
except TypeError as e: print(e)
try: [].append = 1
except AttributeError as e: print(e)
