# Short ways through functions: recursion limits, trace functions and tracebacks see them as any other call.
import sys
def small(n):
    if n < 2:
        return n
    return small(n - 1) + small(n - 2)
class Box:
    def __init__(self, v):
        self.v = v
        self.w = v
    def get(self):
        return self.v
    def add(self, n):
        self.v += n
        return self
def down(n):
    if n == 0:
        return 0
    return 1 + down(n - 1)
print(small(15), Box(3).add(4).get(), Box("a").add("b").get())
for _ in range(300):
    Box(1).add(2).get(), small(1)
try:
    small("x")
except TypeError as e:
    print(e, e.__traceback__.tb_next.tb_frame.f_code.co_name)
try:
    Box(1).add(None)
except TypeError as e:
    print(e, e.__traceback__.tb_next.tb_lineno - Box.add.__code__.co_firstlineno)
events = []
def tracer(frame, event, arg):
    if frame.f_code.co_name in ("small", "add", "get", "__init__"):
        events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer
def traced():
    small(1)
    Box(1).add(1).get()
sys.settrace(tracer)
traced()
sys.settrace(None)
print(events)
sys.setrecursionlimit(200)
def depth_reached(limit):
    for n in range(100, 400):
        try:
            down(n)
        except RecursionError:
            return n
print(depth_reached(200) is not None)
def raises(n):
    if n == 0:
        raise ValueError(n)
    return n
try:
    raises(0)
except ValueError as e:
    print("raised", e)
