"""Line events of statements that span lines, of constant conditions, and of code the compiler made up."""
import sys

def conditions(a, b):
    if (a
            and b
            and a == b):
        x = 1
    y = [v
         for v in (a, b)
         if v and v is not None]
    z = ('yes' if a is None else
         'no')
    while 1:
        if a:
            break
        a = 1
    for k in [1,
              2]:
        continue
    if 0:
        unreached()
    return (
        y,
        z)

def leaving(a):
    for i in range(2):
        try:
            with open('/dev/null') as f:
                if i:
                    return 5
        finally:
            a = i
    return None

def generator():
    """Documentation is no line."""
    x = yield 1
    yield from (
        v for v in [1]
        if v)

def trace(frame, event, arg):
    if frame.f_code.co_filename == __file__:
        code = frame.f_code
        print(code.co_name, event, frame.f_lineno - code.co_firstlineno)
    return trace

for run in lambda: conditions(1, 2), lambda: conditions(0, 0), lambda: leaving(1), lambda: list(generator()):
    sys.settrace(trace)
    run()
    sys.settrace(None)
for f in conditions, leaving, generator:
    lines = {line for _, _, line in f.__code__.co_lines() if line and line > f.__code__.co_firstlineno}
    print(f.__name__, [l - f.__code__.co_firstlineno for l in sorted(lines)])
