import sys
try:
    1 / 0
except ZeroDivisionError:
    print(sys.exc_info()[0], repr(sys.exception()))
    try:
        {}[1]
    except KeyError:
        print(repr(sys.exception()))
    print(repr(sys.exception()))
print(sys.exception())


def gen():
    try:
        raise ValueError(1)
    except ValueError:
        yield repr(sys.exception())
        yield repr(sys.exception())


g = gen()
print(next(g), sys.exception())
try:
    raise KeyError(2)
except KeyError:
    print(next(g), repr(sys.exception()))
