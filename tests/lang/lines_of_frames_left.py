# f_lineno of a frame that an exception left is the line it came from, not that of cleanup code.
def in_except():
    try:
        1/0
    except ZeroDivisionError:
        1/0
        pass
def unmatched():
    try:
        1/0
    except TypeError as e:
        pass
def named():
    try:
        1/0
    except Exception as e:
        1/0
        pass
def in_finally():
    try:
        1/0
    finally:
        pass
def under_with():
    import contextlib
    with contextlib.nullcontext():
        1/0
        pass
for f in in_except, unmatched, named, in_finally, under_with:
    try:
        f()
    except Exception as e:
        tb = e.__traceback__.tb_next
        print(f.__name__, tb.tb_lineno - f.__code__.co_firstlineno, tb.tb_frame.f_lineno - f.__code__.co_firstlineno)
import types
print(types.TracebackType(None, tb.tb_frame, 5, 7).tb_lasti)
def generator():
    import contextlib
    with contextlib.nullcontext():
        yield 1
        1/0
        pass
class AsyncContext:
    async def __aenter__(self): pass
    async def __aexit__(self, *args): await Later()
class Later:
    def __await__(self): yield
async def under_async_with():
    async with AsyncContext():
        1/0
        pass
coroutine = under_async_with()
for run in (lambda: list(generator())), lambda: [coroutine.send(None), coroutine.send(None)]:
    try:
        run()
    except ZeroDivisionError as e:
        tb = e.__traceback__.tb_next.tb_next
        print(tb.tb_frame.f_code.co_name, tb.tb_lineno, tb.tb_frame.f_lineno)
