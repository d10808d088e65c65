# Coroutines awaited where they are called: tracebacks, frames, errors, closures, recursion, cancellation.
import asyncio, sys, traceback, types
class C:
    def __init__(self): self.n = 0
    async def m(self, a, b=2, *c): self.n += a + b; return self.n
    async def k(self, a): return await self.m(a) + await self.m(a, 3)
async def fail(x):
    if x: await asyncio.sleep(0)
    raise KeyError(x)
async def outer(x):
    try:
        await fail(x)
    except KeyError as e:
        await asyncio.sleep(0)
        print([f.name + ':' + f.line + ':' + str(f.colno) for f in traceback.extract_tb(e.__traceback__)], sys.exc_info()[1] is e)
        raise ValueError(1) from e
def plain(): return 5
async def bad():
    try:
        await plain()
    except TypeError as e: print(e, traceback.extract_tb(e.__traceback__)[0].colno)
    try:
        await fail()
    except TypeError as e: print(e, traceback.extract_tb(e.__traceback__)[0].colno)
    try:
        await fail(1, *[2])
    except TypeError as e: print(e)
async def closure():
    y = 3
    async def inner(z):
        nonlocal y
        y += z
        await asyncio.sleep(0)
        f = sys._getframe()
        print(f.f_code.co_name, f.f_back.f_code.co_name, f.f_back.f_back.f_code.co_name)
        return y
    return await inner(4) + await inner(5)
async def deep(n):
    return n and await deep(n - 1)
async def stop():
    raise StopIteration(3)
async def main():
    c = C()
    print(await c.k(1), c.n)
    for x in 0, 1:
        try: await outer(x)
        except ValueError as e:
            print(repr(e.__cause__), [f.name for f in traceback.extract_tb(e.__traceback__)])
    await bad()
    print(await closure())
    try: await deep(100000)
    except RecursionError as e: print(e)
    try: await stop()
    except RuntimeError as e: print(e, repr(e.__cause__))
    t = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    async def waits(): 
        try: await inner2()
        finally: print('cleanup')
    async def inner2():
        await t
    w = asyncio.create_task(waits())
    await asyncio.sleep(0)
    w.cancel()
    try: await w
    except asyncio.CancelledError as e: print('cancelled')
asyncio.run(main())
def drive(c):
    print(c.cr_await, c.cr_running)
    print(c.send(None)); print(c.cr_await.__name__, c.cr_frame.f_lineno, c.cr_await.cr_frame.f_locals)
    try: c.throw(KeyError(1))
    except KeyError as e: print([ (f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)])
@types.coroutine
def y(): yield 1
async def l(q): r = q + 1; await y(); return r
async def o(): z = 1; return await l(5)
drive(o())
