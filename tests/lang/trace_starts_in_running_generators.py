# Generators and coroutines that have begun when a trace function is set.
# build: -g
# engines: vm native-gcc native-tcc
import sys


def tracer(frame, event, arg):
    if frame.f_globals is globals() and frame.f_code.co_name not in ("stop", "watch"):
        shown = {k: v for k, v in frame.f_locals.items() if isinstance(v, (int, str, list))}
        print("  ", frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, event, shown)
        return tracer


def watch():
    sys.settrace(tracer)
    frame = sys._getframe().f_back
    while frame:
        frame.f_trace = tracer
        frame = frame.f_back


class Manager:
    def __enter__(self):
        return 5

    def __exit__(self, *exc):
        return False


def numbers(n):
    for i in range(n):
        if i == 1:
            watch()
        got = yield i
        with Manager() as m:
            try:
                yield [got, i]
            finally:
                done = i
        n = m
    return n


def delegates():
    out = []

    def inner():
        nonlocal out
        r = yield from numbers(3)
        out.append(r)
        return r
    for v in inner():
        out.append(v)
    return out


def closes():
    g = numbers(3)
    next(g), next(g), next(g)
    g.close()


async def step(n):
    watch()
    m = n + 1
    return m


async def pairs():
    for i in range(2):
        yield i


async def coroutine():
    a = await step(1)
    b = [i async for i in pairs()]
    return a, b


def run(coro):
    try:
        coro.send(None)
    except StopIteration as e:
        return e.value


def main():
    begun = numbers(3)
    next(begun)
    watch()
    next(begun)
    sys.settrace(None)
    print(next(begun))
    for f in [delegates, closes, lambda: run(coroutine())]:
        result = f()
        sys.settrace(None)
        print(result)


main()
