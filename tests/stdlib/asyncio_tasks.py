import asyncio
async def work(n, t):
    await asyncio.sleep(t)
    return n
async def main():
    print(await asyncio.gather(work(1, .02), work(2, .01)))
    t = asyncio.create_task(work(3, 10), name="t")
    await asyncio.sleep(0); t.cancel()
    try: await t
    except asyncio.CancelledError: print("cancelled", t.cancelled())
    try: await asyncio.wait_for(work(1, 5), .01)
    except TimeoutError: print("timeout")
    q = asyncio.Queue()
    async def producer():
        for i in range(3): await q.put(i)
        await q.put(None)
    async with asyncio.TaskGroup() as g:
        g.create_task(producer())
        while (x := await q.get()) is not None: print("got", x)
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(work(1, 10))
            raise KeyError("k")
    except* KeyError as e: print(e.exceptions)
    lock = asyncio.Lock(); ev = asyncio.Event(); ev.set()
    async with lock: print(lock.locked(), await ev.wait())
    for c in asyncio.as_completed([work("a", .02), work("b", .0)]): print(await c)
    done, pending = await asyncio.wait([asyncio.create_task(work(i, 0)) for i in range(2)])
    print(sorted(t.result() for t in done), pending)
    f = asyncio.get_running_loop().create_future(); asyncio.get_running_loop().call_later(.01, f.set_result, 7)
    print(await f)
asyncio.run(main())
