# f_lineno of a frame that has ended is the line that returned.
import sys

frames = []


def keep():
    frames.append(sys._getframe(1))


def falls_off(flag):
    keep()
    if flag:
        keep()


def passes(flag):
    keep()
    if flag:
        pass


def tries(flag):
    try:
        keep()
        if flag:
            raise ValueError
    except ValueError:
        pass
    finally:
        flag = 2


def loops(n):
    keep()
    for i in range(n):
        if i == 2:
            return i


def generates(n):
    keep()
    yield n
    if n:
        n = 0


for f in (falls_off, passes, tries, loops):
    for arg in (0, 1, 5):
        f(arg)
        print(f.__name__, arg, frames[-1].f_lineno - frames[-1].f_code.co_firstlineno)
for arg in (0, 1):
    list(generates(arg))
    print("generates", arg, frames[-1].f_lineno)
