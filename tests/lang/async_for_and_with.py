def run(coro):
    try:
        while True: coro.send(None)
    except StopIteration as e:
        return e.value
class A:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if not self.n: raise StopAsyncIteration
        self.n -= 1
        return self.n
class M:
    async def __aenter__(self): print("enter"); return "m"
    async def __aexit__(self, t, v, tb): print("exit", t and t.__name__); return True
async def main():
    async for x in A(3): print(x)
    else: print("else")
    async with M() as m: print(m)
    async with M(): raise ValueError
    print([i async for i in A(3)], {i: 1 async for i in A(2)})
    return "done"
print(run(main()))
