class Suspend:
    def __init__(self, v): self.v = v
    def __await__(self):
        got = yield self.v
        return got
async def inner(n):
    a = await Suspend(n)
    return a * 2
async def outer():
    x = await inner(1)
    y = await inner(2)
    return x, y
c = outer()
print(c.send(None), c.send(10))
try:
    c.send(20)
except StopIteration as e:
    print(e.value)
try:
    c.send(None)
except RuntimeError as e:
    print(e)
async def bad(): await 5
try:
    bad().send(None)
except TypeError as e:
    print(e)
