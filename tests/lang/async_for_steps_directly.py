# async for over async generators and other iterators: items, waiting, ends, errors, hooks, re-entry.
import asyncio
import sys
import traceback
import types


async def numbers(n, pause=False, fail=None):
    try:
        for i in range(n):
            if pause:
                await asyncio.sleep(0)
            yield i
        if fail:
            raise fail
    finally:
        print("end", n)


class Hand:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(0)
        return self.n


class Bad:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 5


class NotAsync:
    def __aiter__(self):
        return iter([])


async def attempt(iterable):
    got = []
    try:
        async for x in iterable:
            got.append(x)
        else:
            got.append("else")
    except Exception as e:
        print(repr(e), repr(e.__cause__), [(f.name, f.lineno, f.colno) for f in traceback.extract_tb(e.__traceback__)])
    print(got)


async def reenters(box):
    yield 1
    try:
        async for x in box[0]:
            print("never", x)
    except RuntimeError as e:
        print(e)
    yield 2


async def stops():
    yield 1
    raise StopAsyncIteration


async def main():
    for pause in False, True:
        await attempt(numbers(3, pause))
        await attempt(numbers(2, pause, KeyError("k")))
        async for x in numbers(5, pause):
            if x == 1:
                break
        g = numbers(4, pause)
        async for x in g:
            if x == 1:
                await g.aclose()
            else:
                print(x, g.ag_running, g.ag_frame.f_lineno)
        await attempt(g)
    await attempt(Hand(2))
    for wrong in Bad(), NotAsync(), [1]:
        await attempt(wrong)
    box = []
    box.append(reenters(box))
    await attempt(box[0])
    await attempt(stops())
    print([x async for x in numbers(3, True) if x], {x async for x in Hand(3)})
    g = numbers(3, True)
    task = asyncio.create_task(attempt(g))
    await asyncio.sleep(0)
    print(task.get_coro().cr_await is not None, g.ag_running)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", g.ag_frame)


asyncio.run(main())


def first(g):
    raise ValueError(g.__name__)


sys.set_asyncgen_hooks(firstiter=first)
c = attempt(numbers(1))
try:
    c.send(None)
except StopIteration:
    pass


@types.coroutine
def switch():
    got = yield "switched"
    return got


async def awaits_generator():
    return await switch(), await switch()


sys.set_asyncgen_hooks(firstiter=None)
c = awaits_generator()
print(c.send(None), c.send(1))
try:
    c.send(2)
except StopIteration as e:
    print(e.value, switch.__code__.co_flags & 0x100 != 0)
