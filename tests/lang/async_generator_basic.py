def run(coro):
    try:
        while True: coro.send(None)
    except StopIteration as e:
        return e.value
async def agen():
    try:
        x = yield 1
        print("sent", x)
        yield 2
    except ValueError as e:
        print("caught", e)
        yield "after"
    finally:
        print("closed")
async def main():
    print([x async for x in agen()])
    g = agen()
    print(await g.__anext__(), await g.asend("v"))
    print(await g.athrow(ValueError("t")))
    await g.aclose()
    g = agen()
    print(await anext(g))
    await g.aclose()
    print(await anext(g, "default"))
    try:
        await g.__anext__()
    except StopAsyncIteration:
        print("stop")
run(main())
