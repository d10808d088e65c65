# Tasks over coroutines that are not the compiler's: classes with send and throw, generators; names, stacks, subclasses.
import asyncio
import collections.abc
import contextvars
import weakref


class Manual(collections.abc.Coroutine):
    def __init__(self):
        self.steps = 0

    def send(self, value):
        self.steps += 1
        if self.steps == 3:
            raise StopIteration("manual")

    def throw(self, *exc):
        raise StopIteration(("thrown", type(exc[0]).__name__))

    def close(self):
        pass

    def __await__(self):
        yield


async def main():
    print(await asyncio.Task(Manual()))
    t = asyncio.Task(Manual())
    await asyncio.sleep(0)
    t.cancel()
    print(await t)
    try:
        asyncio.Task(3)
    except TypeError as e:
        print(e)

    class Named(asyncio.Task):
        __slots__ = ("extra",)

    var = contextvars.ContextVar("var", default=0)

    async def body():
        var.set(var.get() + 1)
        await asyncio.sleep(0)
        return var.get()

    context = contextvars.Context()
    t = Named(body(), name=12, context=context)
    t.extra = t.more = "x"
    ref = weakref.ref(t)
    print(t.get_name(), t.get_coro().__name__, t._fut_waiter, t in asyncio.all_tasks(), ref() is t)
    t.set_name("new")
    print(t.get_name(), [f.f_code.co_name for f in t.get_stack()], t.get_stack(limit=0))
    print(await t, context[var], var.get(), t.get_stack(), t in asyncio.all_tasks())
    print(await asyncio.gather(*(asyncio.create_task(body(), context=context) for _ in range(2))))


asyncio.run(main())
