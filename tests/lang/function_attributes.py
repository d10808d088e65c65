def f(a, b=1, *, c=2) -> int:
    "doc"
    x = 1
    return x
print(f.__name__, f.__qualname__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__module__)
print(f.__annotations__, f.__closure__, f.__dict__)
f.attr = 5
print(f.attr, f.__dict__)
f.__name__ = "g"; f.__qualname__ = "G.g"; f.__defaults__ = (7,)
print(f.__name__, repr(f)[:14], f.__defaults__)
c = f.__code__
print(c.co_name, c.co_argcount, c.co_kwonlyargcount, c.co_varnames, c.co_flags & 3, c.co_firstlineno)
try:
    f.__name__ = 1
except TypeError as e:
    print(e)
try:
    f.__code__ = 1
except TypeError as e:
    print(e)
