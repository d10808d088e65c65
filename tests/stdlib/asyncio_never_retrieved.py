# What the loop's exception handler hears of futures and tasks that die with an exception, or pending.
import asyncio
import gc


async def fails():
    raise ValueError("lost")


async def waits():
    await asyncio.get_running_loop().create_future()


async def main():
    loop = asyncio.get_running_loop()

    def handler(loop, context):
        print(sorted(context), context["message"], repr(context.get("exception")))

    loop.set_exception_handler(handler)
    f = loop.create_future()
    f.set_exception(KeyError("k"))
    del f
    t = loop.create_task(fails())
    await asyncio.sleep(0)
    del t
    gc.collect()

    f = loop.create_future()
    f.set_exception(KeyError("seen"))
    f.exception()
    del f

    class Sub(asyncio.Future):
        def __del__(self):
            print("del", self._log_traceback)
            super().__del__()

    f = Sub()
    f.set_exception(IndexError())
    del f

    t = asyncio.Task(waits(), name="pending")
    await asyncio.sleep(0)
    t = None
    gc.collect()
    quiet = asyncio.Task(waits())
    await asyncio.sleep(0)
    quiet._log_destroy_pending = False
    quiet = None
    gc.collect()


asyncio.run(main())
