class C:
    x = 1
c = C()
print(getattr(c, "x"), getattr(c, "y", "dflt"), hasattr(c, "x"), hasattr(c, "y"))
setattr(c, "y", 2); print(vars(c), c.y)
delattr(c, "y"); print(vars(c))
for bad in (lambda: getattr(c, "z"), lambda: getattr(c, 1), lambda: setattr(c, 1, 2), lambda: vars(5), lambda: delattr(c, "q")):
    try: bad()
    except (TypeError, AttributeError) as e: print(type(e).__name__, e)
print(callable(len), callable(5), callable(C), isinstance(True, int), issubclass(bool, int), isinstance(5, (str, int)))
print([n for n in dir(c) if not n.startswith("__")])
