# What awaiting a future gives: it yields the future once, then ends with its result.
import asyncio

loop = asyncio.new_event_loop()


def attempt(f, *args):
    try:
        print(f(*args))
    except BaseException as e:
        print(type(e).__name__, e, getattr(e, "value", None))


f = loop.create_future()
it = f.__await__()
print(type(it).__name__, iter(it) is it, it.send("ignored") is f, f._asyncio_future_blocking)
attempt(next, it)
f.set_result(7)
attempt(next, it)
attempt(next, it)

f = loop.create_future()
it = iter(f)
next(it)
attempt(it.throw, KeyError, KeyError("k"))
attempt(it.throw, 3)
attempt(it.throw, ValueError, 1, 2)
attempt(it.throw, ValueError("v"), 3)
attempt(next, it)
print(iter(f).close())

f = loop.create_future()
f.set_exception(ZeroDivisionError("z"))
attempt(next, iter(f))
f = loop.create_future()
f.cancel("gone")
attempt(next, iter(f))


def waits(f):
    return (yield from f)


f = loop.create_future()
g = waits(f)
print(next(g) is f)
f.set_result("through")
attempt(next, g)
loop.close()
