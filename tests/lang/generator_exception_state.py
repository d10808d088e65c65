import sys
def g():
    print("in", sys.exc_info()[0])
    try:
        raise KeyError(1)
    except KeyError:
        yield 1
        print("handling", sys.exc_info()[0])
        yield 2
    print("after", sys.exc_info()[0])
    yield 3
it = g()
try:
    raise ValueError
except ValueError:
    next(it)
    print(sys.exc_info()[0])
next(it)
print(sys.exc_info())
try:
    raise OSError
except OSError:
    next(it)
