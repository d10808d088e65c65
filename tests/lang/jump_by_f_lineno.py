"""Jumps by assigning f_lineno: every pair of lines of a function, what happens and what is refused."""
import sys

def subject(out):
    out.append(1)
    for i in (1, 2):
        out.append(3)
    try:
        out.append(5)
        raise ValueError
    except ValueError:
        out.append(8)
    try: out.append(9)
    finally: out.append(10)
    with manager(out) as m:
        out.append(12)
        while m < 3:
            m += 1
    return out.append(15)

class manager:
    def __init__(self, out): self.out = out
    def __enter__(self): self.out.append('enter'); return 1
    def __exit__(self, *exc): self.out.append('exit')

def jump(start, to):
    first, out, done = subject.__code__.co_firstlineno, [], []
    def trace(frame, event, arg):
        if frame.f_code is subject.__code__ and event == 'line' and not done and frame.f_lineno == first + start:
            done.append(1)
            frame.f_lineno = first + to
        return trace
    sys.settrace(trace)
    try:
        subject(out)
    except Exception as e:
        out.append(f'{type(e).__name__}: {e}'.replace(str(first + to), 'LINE'))
    finally:
        sys.settrace(None)
    return out

for start in range(1, 16):
    for to in range(-1, 18):
        print(start, to, jump(start, to))
