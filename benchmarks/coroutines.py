# Coroutines: chains of awaits driven by hand, async generators, and tasks of asyncio.
import asyncio
import types


async def fibonacci(n):
    if n <= 1:
        return n
    return await fibonacci(n - 1) + await fibonacci(n - 2)


@types.coroutine
def switch():
    yield


async def chain(depth, times):
    if depth == 0:
        for _ in range(times):
            await switch()
        return times
    return 1 + await chain(depth - 1, times)


async def count(n):
    for i in range(n):
        yield i


async def total(n):
    result = 0
    async for i in count(n):
        result += i
    return result


class Lock:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        return False


async def locked(n):
    lock = Lock()
    result = 0
    for i in range(n):
        async with lock:
            result += i
    return result


def run(coroutine):
    steps = 0
    try:
        while True:
            coroutine.send(None)
            steps += 1
    except StopIteration as stop:
        return steps, stop.value


def schedule(coroutines):
    steps = 0
    ready = list(coroutines)
    while ready:
        waiting = []
        for c in ready:
            try:
                c.send(None)
                steps += 1
                waiting.append(c)
            except StopIteration:
                pass
        ready = waiting
    return steps


async def worker(n):
    for _ in range(n):
        await asyncio.sleep(0)
    return n


async def tasks(workers, n):
    return sum(await asyncio.gather(*(worker(n) for _ in range(workers))))


print(run(fibonacci(25)))
print(run(chain(10, 60000)))
print(run(total(500000)))
print(run(locked(300000)))
print(schedule(chain(3, 100) for _ in range(3000)))
print(asyncio.run(tasks(100, 100)))
