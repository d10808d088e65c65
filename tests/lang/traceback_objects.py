import sys
import types


def f():
    raise ValueError


try:
    f()
except ValueError as e:
    tb = e.__traceback__
print(tb.tb_lineno, tb.tb_frame is sys._getframe(), tb.tb_next.tb_frame.f_code.co_name, tb.tb_next.tb_next)
t = types.TracebackType(tb, tb.tb_frame, 2, 99)
print(t.tb_next is tb, t.tb_lineno, t.tb_lasti)
tb.tb_next = None
try:
    tb.tb_next = t
except ValueError as e:
    print(e)
for bad in (5, "x"):
    try:
        tb.tb_next = bad
    except TypeError as e:
        print(e)
print(dir(tb)[-4:])
