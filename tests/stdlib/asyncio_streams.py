import asyncio
async def handle(r, w):
    while line := await r.readline():
        w.write(line.upper()); await w.drain()
    w.close()
async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    r, w = await asyncio.open_connection(host, port)
    for text in (b"abc\n", b"x" * 1000 + b"\n"):
        w.write(text[:-1] + b"\n")
        try: print(len(await r.readline()))
        except ValueError as e: print(type(e).__name__); break
    w.close()
    server.close(); await server.wait_closed()
    try: await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError as e: print(type(e).__name__)
asyncio.run(main())
