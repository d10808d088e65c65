import sys


def show(f):
    try:
        f()
    except Exception as e:
        sys.excepthook(type(e), e, e.__traceback__)


a, b, c = 1, "x", [1]
show(lambda: a + b)
show(lambda: c[0] // (a - a))
show(lambda: -b)
show(lambda: a < b)
show(lambda: c[5])
show(lambda: c.nothing)
show(lambda: (a +
              b))
show(lambda: a(1, 2)[3])
show(lambda: "é" + "ü" + a)
