# The locals of callers, of running generators, and of the frames that an exception has left.
# build: -g
# engines: vm native-gcc native-tcc
import sys
import weakref


def of_caller():
    frame = sys._getframe(1)
    return {k: v for k, v in frame.f_locals.items() if isinstance(v, (int, str, list))}


def counts(a, b=2, *, c=3):
    print(of_caller())
    a += 1
    for i in range(2):
        d = [a, i]
        print(of_caller())
    del b
    text = "t"
    text += "u"
    print(of_caller())

    def reads():
        return a, c
    a = 10
    print(of_caller(), reads())


def yields(n):
    for i in range(n):
        print(of_caller())
        n = yield i
    print(of_caller())


class C:
    pass


def fails(n):
    c = C()
    note.append(weakref.ref(c))
    if n:
        return fails(n - 1)
    word = "here"
    word += 1


note = []
counts(1)
g = yields(2)
next(g), g.send(5)
try:
    fails(2)
except TypeError as e:
    tb = e.__traceback__
    while tb:
        print(tb.tb_frame.f_code.co_name, [(k, v) for k, v in tb.tb_frame.f_locals.items() if k in ("n", "word")] if tb.tb_next else tb.tb_frame.f_locals["word"])
        tb = tb.tb_next
    print([r() is not None for r in note])
    del tb
print([r() for r in note])
