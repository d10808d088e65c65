def run(body):
    try:
        body()
    except BaseException as e:
        def show(e, depth=0):
            print("  " * depth + type(e).__name__, e, "| context:", repr(e.__context__))
            for x in getattr(e, "exceptions", ()):
                show(x, depth + 1)
        show(e)


def unhandled():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError as e:
        print("caught", e.exceptions)


def raising():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise KeyError("new")


def naked():
    try:
        raise ValueError(1)
    except* ValueError as e:
        print(repr(e))
        raise


def reraise():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2), OSError(3)])
    except* ValueError as e:
        raise
    except* TypeError as e:
        raise RuntimeError("x") from e


def wrong():
    try:
        raise ValueError
    except* ExceptionGroup:
        pass


for f in (unhandled, raising, naked, reraise, wrong):
    run(f)
