# Tasks of asyncio: futures handed back and forth, many tasks gathered, bare switches, queues, events, timers.
import asyncio


async def future_rounds(rounds):
    loop = asyncio.get_running_loop()
    total = 0
    for i in range(rounds):
        future = loop.create_future()
        loop.call_soon(future.set_result, i)
        total += await future
    return total


async def value(i):
    return i


async def gathered(times, n):
    total = 0
    for _ in range(times):
        total += sum(await asyncio.gather(*(value(i) for i in range(n))))
    return total


async def switcher(n):
    for _ in range(n):
        await asyncio.sleep(0)
    return n


async def switches(tasks, n):
    return sum(await asyncio.gather(*(switcher(n) for _ in range(tasks))))


async def produce(queue, n):
    for i in range(n):
        await queue.put(i)
    await queue.put(None)


async def consume(queue):
    total = 0
    while (item := await queue.get()) is not None:
        total += item
    return total


async def queued(n):
    queue = asyncio.Queue(8)
    producer = asyncio.create_task(produce(queue, n))
    total = await consume(queue)
    await producer
    return total


async def locked(lock, n):
    done = 0
    for _ in range(n):
        async with lock:
            await asyncio.sleep(0)
            done += 1
    return done


async def contended(tasks, n):
    lock = asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        started = [group.create_task(locked(lock, n)) for _ in range(tasks)]
    return sum(t.result() for t in started)


async def timed(n):
    done = 0
    for _ in range(n):
        async with asyncio.timeout(10):
            await asyncio.sleep(0)
            done += 1
    return done


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
        await writer.drain()
    writer.close()


async def streamed(n):
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    total = 0
    for i in range(n):
        writer.write(b"%d\n" % i)
        total += int(await reader.readline())
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    return total


PARTS = [(future_rounds, 20000), (gathered, 2, 10000), (switches, 100, 300), (queued, 20000), (contended, 20, 250),
         (timed, 3000), (streamed, 1500)]

for part, *arguments in PARTS:
    print(part.__name__, asyncio.run(part(*arguments)))
