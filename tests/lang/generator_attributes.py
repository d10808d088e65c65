def gen():
    x = 1
    yield x
g = gen()
print(g.__name__, g.__qualname__, g.gi_running, g.gi_suspended, g.gi_code.co_name, g.gi_frame is not None)
print(repr(g)[:23], type(g).__name__, iter(g) is g)
next(g)
print(g.gi_suspended, g.gi_frame.f_locals, g.gi_frame.f_lineno)
list(g)
print(g.gi_frame, g.gi_suspended)
e = (i for i in ())
print(e.__name__, e.__qualname__)
