# What is called while a trace function is set is traced, whatever ran before.
import sys
class A:
    def __init__(self, x, *rest, key=2, **more):
        self.x = x, rest, key, more
class B(A):
    def __init__(self, *a, **k):
        super().__init__(*a, **k)
    def twice(self):
        return self.x * 2
def outer(n):
    k = n
    def inner(m):
        nonlocal k
        k += m
        return [i * k for i in range(m)]
    return inner
def fails(d):
    try:
        return d["missing"]
    except KeyError:
        raise ValueError("no") from None
def work():
    b = B(1, 2, key=3, other=4)
    b.twice()
    outer(2)(2)
    try:
        fails({})
    except ValueError as e:
        return str(e)
def tracer(frame, event, arg):
    what = type(arg[1]).__name__ if event == "exception" else arg
    line = frame.f_lineno - frame.f_code.co_firstlineno
    events.append((frame.f_code.co_name, event, line, what if event != "return" or isinstance(what, (int, str)) else "..."))
    return tracer
events = []
for _ in range(3):
    work()
sys.settrace(tracer)
work()
sys.settrace(None)
n = len(events)
work()
for e in events: print(*e)
print(n == len(events))
calls = []
def switches():
    sys.setprofile(lambda frame, event, arg: calls.append((event, frame.f_code.co_name, getattr(arg, "__name__", None))))
    len([])
    outer(1)
    sys.setprofile(None)
switches()
for c in calls: print(*c)
