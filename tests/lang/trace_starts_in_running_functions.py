# Functions that are running when a trace function is set: lines, returns, exceptions, and locals.
# build: -g
# engines: vm native-gcc native-tcc
import sys


def tracer(frame, event, arg):
    if frame.f_code.co_name in ("stop", "watch"):
        return None
    shown = {k: v for k, v in frame.f_locals.items() if isinstance(v, (int, float, str, tuple))}
    print("  ", frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, event, shown)
    return tracer


def watch():
    sys.settrace(tracer)
    frame = sys._getframe().f_back
    while frame:
        frame.f_trace = tracer
        frame = frame.f_back


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False


def loop(n, word):
    total = 0
    for i in range(n):
        if i == 2:
            watch()
        total += i
        for x in [i, 1.5]:
            total += x
        word += "x"
    return total, word


def in_the_middle(a, *rest, **kw):
    pair = (a,
            watch(),
            len(rest),
            kw)
    while a < 2: a += 1
    try:
        1 / 0
    except ZeroDivisionError as e:
        name = str(e)
    with Manager():
        return pair


def returns(a):
    return watch()


def catches(a):
    try:
        raises(a)
    except KeyError as e:
        return repr(e)


def raises(b):
    here = b
    watch(); raise KeyError(b)


def closure(n):
    def add(k):
        nonlocal n
        n += k
        return n
    watch()
    add(1)
    return n


class A:
    def m(self, word):
        return "A" + word


class B(A):
    def m(self, word):
        watch()
        word = super().m(word)
        return word * 2


def main():
    for f, args in [(loop, (4, "w")), (in_the_middle, (0, 2, 3)), (returns, (1,)), (catches, (1,)), (closure, (1,)), (B().m, ("b",))]:
        result = f(*args)
        sys.settrace(None)
        print(result)


main()
