"""An asyncio pipeline: producers, workers and a collector joined by queues; cancellation, timeouts."""
import asyncio


async def produce(name, count, queue):
    for i in range(count):
        await asyncio.sleep(0)
        await queue.put((name, i))


async def work(queue, results):
    while True:
        name, i = await queue.get()
        await asyncio.sleep(0.001 * (i % 3))
        results.append((name, i, i * i))
        queue.task_done()


class Gate:
    """An asynchronous context manager that counts who is inside."""

    def __init__(self):
        self.inside = self.most = 0

    async def __aenter__(self):
        self.inside += 1
        self.most = max(self.most, self.inside)
        return self

    async def __aexit__(self, *exc_info):
        self.inside -= 1


async def ticks(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def visit(gate, n):
    async with gate:
        return sum([i async for i in ticks(n) if i % 2])


async def main():
    queue, results = asyncio.Queue(maxsize=4), []
    workers = [asyncio.create_task(work(queue, results)) for _ in range(3)]
    await asyncio.gather(*(produce(name, 5, queue) for name in "abc"))
    await queue.join()
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    for name in "abc":
        print(name, sorted(square for who, _, square in results if who == name))

    gate = Gate()
    print(await asyncio.gather(*(visit(gate, n) for n in range(5))), gate.most, gate.inside)

    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)
    except TimeoutError:
        print("timed out, as it should")

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(visit(gate, 3))
            group.create_task(asyncio.sleep(0.001, "slept"))
            group.create_task(fail("first"))
    except* ValueError as errors:
        print([str(e) for e in errors.exceptions])


async def fail(message):
    await asyncio.sleep(0)
    raise ValueError(message)


asyncio.run(main())
