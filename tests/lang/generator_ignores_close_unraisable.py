# A generator that yields when it is dropped: reported with the place where that happened.
import sys


def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            pass


def report(u):
    tb = u.exc_traceback
    print(u.exc_type.__name__, u.exc_value, tb.tb_frame.f_code.co_name)


def drop():
    g = stubborn()
    next(g)
    del g


sys.unraisablehook = report
drop()
sys.unraisablehook = lambda u: None
