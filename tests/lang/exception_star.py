def f(eg):
    try:
        raise eg
    except* ValueError as e:
        print("V", e.exceptions)
    except* (TypeError, KeyError) as e:
        print("TK", e.exceptions)
    else:
        print("none")
f(ExceptionGroup("g", [ValueError(1), TypeError(2), ValueError(3)]))
try:
    f(ExceptionGroup("g", [ValueError(1), OSError(2)]))
except ExceptionGroup as e:
    print("left", e.exceptions)
try:
    raise KeyError("single")
except* KeyError as e:
    print(repr(e))
