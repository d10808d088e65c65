import contextlib, io
@contextlib.contextmanager
def tag(n):
    print("<", n)
    try:
        yield n
    except ValueError as e:
        print("caught", e)
    finally:
        print(">", n)
with tag("a") as a, tag("b"):
    raise ValueError("v")
with contextlib.suppress(KeyError):
    {}[1]
out = io.StringIO()
with contextlib.redirect_stdout(out):
    print("hidden")
print(repr(out.getvalue()))
with contextlib.ExitStack() as s:
    s.enter_context(tag("x"))
    s.callback(print, "callback", 1)
    s.push(lambda *e: print(e))
class C:
    def close(self): print("closed")
with contextlib.closing(C()): pass
with contextlib.nullcontext(5) as v: print(v)
@tag("deco")
def f(): print("body")
f()
import asyncio
@contextlib.asynccontextmanager
async def am():
    yield 1
async def main():
    async with am() as x, contextlib.AsyncExitStack() as st:
        print(x)
asyncio.run(main())
try:
    with tag("z"): raise KeyError(1)
except KeyError as e: print(repr(e))
