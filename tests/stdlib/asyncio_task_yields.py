# What a task makes of the things its coroutine yields.
import asyncio
import types


@types.coroutine
def give(x):
    return (yield x)


async def yields(x):
    try:
        return await give(x)
    except RuntimeError as e:
        return str(e).split(" <")[0]


class Wrapped:
    "Any future: has _asyncio_future_blocking, get_loop, add_done_callback and result."

    def __init__(self, loop, blocking=True):
        self._asyncio_future_blocking = blocking
        self.loop = loop

    def get_loop(self):
        return self.loop

    def add_done_callback(self, fn, *, context):
        print("callback", fn.__name__, type(context).__name__, self._asyncio_future_blocking)
        self.loop.call_soon(fn, self, context=context)

    def result(self):
        return "ignored"


async def main():
    loop = asyncio.get_running_loop()
    other = asyncio.new_event_loop()
    print(await asyncio.Task(yields(None)))
    print(await asyncio.Task(yields(3)))
    print(await asyncio.Task(yields(give(1))))
    print(await asyncio.Task(yields(loop.create_future())))
    print(await asyncio.Task(yields(other.create_future())))
    print(await asyncio.Task(yields(Wrapped(loop))))
    print(await asyncio.Task(yields(Wrapped(loop, False))))
    print(await asyncio.Task(yields(Wrapped(other))))

    async def itself():
        await asyncio.current_task()

    try:
        await asyncio.Task(itself())
    except RuntimeError as e:
        print(str(e).split(":")[0])
    other.close()


asyncio.run(main())
