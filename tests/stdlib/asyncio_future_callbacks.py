# Callbacks of futures: order, contexts, removal while they compare, adding to a future that is done.
import asyncio
import contextvars

var = contextvars.ContextVar("var", default="none")


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    called = []

    def callback(name):
        return lambda f: called.append((name, var.get()))

    a, b, c = callback("a"), callback("b"), callback("c")
    f.add_done_callback(a)
    var.set("set")
    f.add_done_callback(b)
    f.add_done_callback(a, context=contextvars.Context())
    f.add_done_callback(c)
    print(len(f._callbacks), [pair[0] is x for pair, x in zip(f._callbacks, (a, b, a, c))])
    print(f.remove_done_callback(c), f.remove_done_callback(c), len(f._callbacks))
    f.set_result(None)
    print(called, f._callbacks)
    f.add_done_callback(c)
    await asyncio.sleep(0)
    print(called)

    f = loop.create_future()
    f.add_done_callback(a)
    f.add_done_callback(b)
    print(f.remove_done_callback(a), [pair[0] is b for pair in f._callbacks])

    class Fussy:
        def __eq__(self, other):
            raise ZeroDivisionError

    try:
        f.remove_done_callback(Fussy())
    except ZeroDivisionError:
        print("kept", len(f._callbacks))


asyncio.run(main())
