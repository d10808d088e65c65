# Cancelling tasks: messages, counts, refusals, races with the end.
import asyncio


async def sleeps(log):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        log.append(("cancelled", e.args, asyncio.current_task().cancelling()))
        raise


async def stubborn():
    for _ in range(2):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            asyncio.current_task().uncancel()
    return "survived"


async def main():
    log = []
    t = asyncio.create_task(sleeps(log))
    await asyncio.sleep(0)
    print(t.cancel("stop"), t.cancelling(), t._must_cancel)
    try:
        await t
    except asyncio.CancelledError as e:
        print(log, e.args, t.cancelled(), t.cancel(), t)

    t = asyncio.create_task(stubborn())
    for _ in range(2):
        await asyncio.sleep(0)
        t.cancel()
        await asyncio.sleep(0)
    print(await t, t.cancelling(), t.cancelled(), t.uncancel())

    t = asyncio.create_task(sleeps(log))
    t.cancel("early")  # before its first step: nothing of it runs
    await asyncio.wait([t])
    print(t.cancelled(), log)

    async def cancels_itself():
        asyncio.current_task().cancel()
        return 1

    t = asyncio.create_task(cancels_itself())
    await asyncio.wait([t])
    print(t.cancelled())

    outer = asyncio.create_task(sleeps(log))
    waiting = asyncio.create_task(asyncio.wait_for(outer, 5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel("through")
    await asyncio.wait([waiting])
    print(outer.cancelled(), waiting.cancelled(), log[-1])
    for operation in ("set_result", "set_exception"):
        try:
            getattr(t, operation)(1)
        except RuntimeError as e:
            print(e)


asyncio.run(main())
