# A future's states, its errors and the attributes that describe it.
import asyncio

loop = asyncio.new_event_loop()


def attempt(f, *args):
    try:
        print(f(*args))
    except BaseException as e:
        print(type(e).__name__, e)


def show(f):
    print(f._state, f.done(), f.cancelled(), f._result, f._exception, f._log_traceback, f._asyncio_future_blocking)


f = loop.create_future()
print(f, f._callbacks, f.get_loop() is loop, f._source_traceback)
attempt(f.result)
attempt(f.exception)
show(f)
f.set_result("r")
show(f)
attempt(f.set_result, 1)
attempt(f.set_exception, ValueError)
print(f.cancel(), f.result(), f.exception(), f)

f = loop.create_future()
for wrong in (3, int, StopIteration, StopIteration()):
    attempt(f.set_exception, wrong)
f.set_exception(ValueError("v"))
show(f)
attempt(f.result)
show(f)
print(f)

f = loop.create_future()
print(f.cancel("why"), f.cancel(), f._cancel_message)
attempt(f.result)
attempt(f.exception)
show(f)
attempt(setattr, f, "_log_traceback", True)
attempt(setattr, f, "_state", "PENDING")
attempt(delattr, f, "_cancel_message")

empty = asyncio.Future.__new__(asyncio.Future)
for name in ("result", "cancel", "get_loop", "__await__", "__repr__", "done", "exception"):
    attempt(getattr(empty, name))
attempt(asyncio.Future, 1)
attempt(lambda: asyncio.Future(loop=3))
print(asyncio.Future[int], asyncio.Task.__mro__[1] is asyncio.Future, asyncio.isfuture(f), asyncio.isfuture(asyncio.Future))
loop.close()
