class Suspend:
    def __init__(self, v):
        self.v = v

    def __await__(self):
        got = yield self.v
        return got


class CM:
    async def __aenter__(self):
        print("aenter", await Suspend("in"))
        return self

    async def __aexit__(self, *exc):
        print("aexit", exc[0] and exc[0].__name__, await Suspend("out"))
        return True


class Range:
    def __init__(self, n):
        self.i, self.n = 0, n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.i == self.n:
            raise StopAsyncIteration
        self.i += 1
        await Suspend(("item", self.i))
        return self.i


async def agen(n):
    for i in range(n):
        got = yield await Suspend(("gen", i))
        print("sent", got)


async def main():
    async with CM() as cm:
        print(type(cm).__name__)
        raise ValueError("swallowed")
    async for i in Range(2):
        print("for", i)
    else:
        print("else")
    print([x async for x in Range(3) if x != 2], {x: 1 async for x in Range(1)})
    print([await Suspend(k) for k in "ab"])
    async for v in agen(2):
        print("agen", v)
    try:
        await Suspend("boom")
    except KeyError as e:
        print("thrown in", e)
    return "done"


co = main()
send = None
try:
    while True:
        out = co.send(send)
        print("   suspended", out)
        if out == "boom":
            out = co.throw(KeyError("k"))
        send = ("reply", out)
except StopIteration as e:
    print(e.value)
