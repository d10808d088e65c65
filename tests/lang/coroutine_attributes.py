async def c():
    return 1
x = c()
print(type(x).__name__, x.__name__, x.cr_running, x.cr_await, x.cr_code.co_name, repr(x)[:20])
x.close()
print(x.cr_frame)
async def g():
    yield 1
y = g()
print(type(y).__name__, y.ag_running, y.__qualname__)
w = c().__await__()
print(type(w).__name__)
try:
    next(w)
except StopIteration as e:
    print(e.value)
