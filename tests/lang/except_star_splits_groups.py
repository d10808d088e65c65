def show(e, depth=0):
    print(" " * depth + type(e).__name__, e.args[0] if e.args else "")
    for sub in getattr(e, "exceptions", ()):
        show(sub, depth + 2)


try:
    raise ExceptionGroup("eg", [ValueError("v"), TypeError("t"), ExceptionGroup("in", [ValueError("w"), OSError("o")])])
except* ValueError as g:
    show(g)
except* (TypeError, OSError) as g:
    show(g)

try:
    try:
        raise ExceptionGroup("eg", [ValueError("v"), KeyError("k")])
    except* ValueError:
        raise RuntimeError("from handler")
except BaseExceptionGroup as e:
    show(e)

try:
    raise ValueError("naked")
except* ValueError as g:
    show(g)

try:
    try:
        raise ExceptionGroup("eg", [ValueError("v"), KeyError("k")])
    except* KeyError:
        print("key handled")
    finally:
        print("finally")
except ExceptionGroup as e:
    show(e)
