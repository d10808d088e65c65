import asyncio, time
async def main():
    print(await asyncio.to_thread(lambda: 5))
    p = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    print(await p.communicate(b"through cat"), p.returncode)
    p = await asyncio.create_subprocess_shell("exit 3"); print(await p.wait())
    loop = asyncio.get_running_loop()
    print(await asyncio.gather(*(loop.run_in_executor(None, time.sleep, .01) for _ in range(3))))
asyncio.run(main())
