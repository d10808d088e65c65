# Long chains of yield from: values, returns and exceptions pass through; too long a chain is an error.
import sys
import traceback


def count(n, depth):
    if depth:
        got = yield from count(n, depth - 1)
        return got + 1
    received = 0
    for i in range(n):
        received += (yield i) or 0
    return received


def drive(g):
    sent, out = None, []
    try:
        while True:
            out.append(g.send(sent))
            sent = out[-1] * 10
    except StopIteration as stop:
        return out, stop.value


print(drive(count(4, 0)), drive(count(4, 30)))


def fails(depth):
    if depth:
        try:
            yield from fails(depth - 1)
        except KeyError as e:
            if depth == 3:
                yield "caught at 3"
                raise ValueError(depth) from e
            raise
    else:
        yield 1
        raise KeyError("leaf")


g = fails(6)
print(next(g), next(g))
try:
    next(g)
except ValueError as e:
    print(repr(e), repr(e.__cause__), [f.name for f in traceback.extract_tb(e.__traceback__)])
    print([f.lineno for f in traceback.extract_tb(e.__cause__.__traceback__)])


def frames(depth):
    if depth:
        yield from frames(depth - 1)
    else:
        while True:
            f, names = sys._getframe(), []
            while f and len(names) < 6:
                names.append(f.f_code.co_name)
                f = f.f_back
            yield names


g = frames(3)
next(g)
print(next(g))


def itself(depth):
    if depth:
        yield from itself(depth - 1)
    else:
        yield
        for resume in (next, lambda g: g.close(), lambda g: g.throw(KeyError)):
            try:
                resume(top)
            except ValueError as e:
                print(e, top.gi_running)
        yield "still here"


top = itself(2)
next(top)
print(next(top), top.gi_running)


def endless():
    yield from endless()


try:
    next(endless())
except RecursionError as e:
    print(str(e)[:32])
