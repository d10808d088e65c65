from collections import deque
d = deque([1, 2])
for f in (lambda: deque().pop(), lambda: deque().popleft(), lambda: d[5], lambda: d['x'], lambda: d.remove(9), lambda: d.index(9), lambda: d + [1], lambda: deque(1), lambda: deque([], -1), lambda: deque([], 'x'), lambda: hash(d), lambda: deque([1], 1).insert(0, 1), lambda: d < [1], lambda: deque(1, 2, 3), lambda: d[0:1], lambda: d.rotate('x')):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    for x in d:
        d.append(x)
except RuntimeError as e:
    print(e)
