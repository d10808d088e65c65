# async with: its methods awaited where they are called; errors, suspension inside, tracebacks.
import asyncio
import traceback


class Manager:
    def __init__(self, enter=None, leave=None, pause=False):
        self.enter, self.leave, self.pause = enter, leave, pause

    async def __aenter__(self):
        if self.pause:
            await asyncio.sleep(0)
        if self.enter:
            raise self.enter
        return self

    async def __aexit__(self, kind, value, tb):
        if self.pause:
            await asyncio.sleep(0)
        print("exit", kind and kind.__name__)
        if self.leave:
            raise self.leave
        return kind is KeyError


class Odd:
    def __aenter__(self):
        return 5

    def __aexit__(self, *a):
        return "x"


class OddExit(Manager):
    def __aexit__(self, *a):
        return "x"


class Missing:
    async def __aenter__(self):
        pass


class Static:
    @staticmethod
    async def __aenter__():
        return "static"

    @classmethod
    async def __aexit__(cls, *a):
        print(cls.__name__, len(a))


async def attempt(make, fail=None):
    try:
        async with make() as m:
            print(type(m).__name__)
            if fail:
                raise fail
        print("through")
    except Exception as e:
        print(repr(e), repr(e.__context__), [(f.name, f.lineno, f.colno) for f in traceback.extract_tb(e.__traceback__)])


async def main():
    for pause in False, True:
        await attempt(lambda: Manager(pause=pause))
        await attempt(lambda: Manager(pause=pause), KeyError(1))
        await attempt(lambda: Manager(pause=pause), ValueError(1))
        await attempt(lambda: Manager(enter=OSError("in"), pause=pause))
        await attempt(lambda: Manager(leave=OSError("out"), pause=pause))
        await attempt(lambda: Manager(leave=OSError("out"), pause=pause), ValueError(2))
    for make in Odd, OddExit, Missing, Static, object:
        await attempt(make)
    async with Manager() as a, Manager(pause=True) as b:
        for x in 1, 2:
            async with a, b:
                if x == 1:
                    continue
                break
        return "returned"


print(asyncio.run(main()))
