# Coroutines and async generators by hand: attributes, throw, close, async for and with, hooks.
import sys
import types


@types.coroutine
def wait(x):
    got = yield x
    return got


class Context:
    async def __aenter__(self):
        print("enter", await wait("entering"))
        return self

    async def __aexit__(self, kind, value, tb):
        print("exit", kind and kind.__name__, await wait("leaving"))
        return kind is KeyError


async def numbers(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                print("got", got)
            await wait(("between", i))
    finally:
        print("numbers end")


async def body(fail):
    total = 0
    async with Context() as c:
        async for i in numbers(3):
            total += i
            if fail and i == 1:
                raise KeyError(i)
    print(type(c).__name__, [x async for x in numbers(2) if x], {x: -x async for x in numbers(2)})
    return total


def drive(c, *thrown):
    steps, sent = [], None
    try:
        while True:
            steps.append(c.send(sent))
            sent = len(steps)
            if steps[-1] in thrown:
                steps.append(c.throw(KeyError("thrown")))
    except StopIteration as stop:
        return steps, stop.value
    except Exception as e:
        return steps, repr(e)


print(drive(body(False)))
print(drive(body(True)))
print(drive(body(False), ("between", 1)))
print(drive(body(False), "entering"))
c = body(False)
c.send(None)
print(c.cr_running, c.cr_suspended, c.cr_await.__name__, c.cr_frame.f_locals.keys() - {"total"}, c.cr_code.co_name)
c.close()
print(c.cr_frame, c.cr_await)
try:
    c.send(None)
except RuntimeError as e:
    print(e)

firsts = []
sys.set_asyncgen_hooks(firstiter=lambda g: firsts.append(g.__name__), finalizer=lambda g: print("finalizer", g.__name__))


async def use():
    g = numbers(5)
    print(await g.__anext__(), await g.asend("hello"), g.ag_running, g.ag_frame.f_locals["i"])
    try:
        await g.athrow(ValueError("v"))
    except ValueError as e:
        print(repr(e), g.ag_frame)
    g = numbers(5)
    await g.__anext__()
    await g.aclose()
    g = numbers(5)
    await g.__anext__()
    del g
    print(firsts)


print(drive(use()))
sys.set_asyncgen_hooks(None, None)


async def never():
    pass


async def twice():
    c = never()
    await c
    try:
        await c
    except RuntimeError as e:
        print(e)


print(drive(twice()))
