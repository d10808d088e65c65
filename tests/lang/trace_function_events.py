import sys
events = []
def tracer(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer
def g():
    yield 1
def f(x):
    for i in range(2):
        x += i
    try:
        x / 0
    except ZeroDivisionError:
        pass
    return list(g())
sys.settrace(tracer)
f(1)
sys.settrace(None)
for e in events: print(e)
calls = []
sys.setprofile(lambda fr, ev, arg: calls.append((ev, getattr(arg, "__name__", None))))
len([])
sys.setprofile(None)
print(calls)
