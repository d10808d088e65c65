# A suspended generator's frame: locals, line, position, code, what it delegates to.
import inspect


def inner(n):
    doubled = n * 2
    yield doubled
    yield doubled + 0.5


def outer(items, *rest, key=None):
    total = 0
    for item in items:
        total += item
        yield total
    text = f"{key}"
    yield from inner(total)
    return text


def show(g):
    f = g.gi_frame
    line = f.f_lineno - f.f_code.co_firstlineno if f else None
    print(inspect.getgeneratorstate(g), line, inspect.getgeneratorlocals(g), g.gi_running, g.gi_suspended)
    print(getattr(g.gi_yieldfrom, "__name__", None), g.gi_code is outer.__code__)


g = outer([1, 2], 3, key="k")
show(g)
for x in g:
    print(x)
    show(g)
    if g.gi_yieldfrom:
        print(inspect.getgeneratorlocals(g.gi_yieldfrom))
show(g)


def running():
    me = yield
    print(me.gi_running, me.gi_frame.f_back.f_code.co_name, inspect.getgeneratorstate(me))
    yield


def resume():
    g = running()
    next(g)
    g.send(g)
    print(g.gi_frame.f_back)


resume()


def cells(a, b):
    c = a + b
    yield lambda: (a, c)
    c += 1
    yield c


g = cells(1, 2)
f = next(g)
print(inspect.getgeneratorlocals(g), f())
print(next(g), f(), sorted(g.gi_frame.f_locals))
