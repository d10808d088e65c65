# Calls by name go straight to the one function of that name: rebinding, other code, deleted __init__, tracing.
import sys


def step(n):
    if n < 1:
        return 0
    return 1 + step(n - 1)


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def shift(self, d):
        self.x += d
        return self

    def total(self):
        return self.x + self.y


def run(k):
    p = Point(k, 1)
    for _ in range(3):
        p.shift(k)
    return p.total(), step(3)


for k in range(3):
    print(run(k))
old = step
step = lambda n: 100
print(run(1), old(2))
step = old
old.__code__ = (lambda n: 7).__code__
print(run(1))


class Other:
    def __init__(self):
        self.x = 5


plain_init = Point.__init__
Point.__init__ = lambda self, x, y: setattr(self, "x", 50) or setattr(self, "y", 2)
print(run(1))
Point.__init__ = plain_init
print(run(1))
Point.shift = lambda self, d: print("shift", d)
print(run(1))
del Point.__init__
try:
    print(run(1))
except TypeError as e:
    print(e)
Point.__init__ = lambda self, x, y: 3
try:
    print(run(1))
except TypeError as e:
    print(e)
Point.__init__ = plain_init
Point = Other
try:
    run(1)
except TypeError as e:
    print(e)


class Self:
    def __init__(self, n):
        del Self.__init__
        self.n = n


def make(n):
    return Self(n)


print(make(1).n)
try:
    make(2)
except TypeError as e:
    print(e)


def deep(n):
    return deep(n + 1)


try:
    deep(0)
except RecursionError as e:
    print(e)


class Deep:
    def __init__(self, n):
        self.n = n
        self.next = Deep(n + 1)


def deeper(n):
    return Deep(n)


try:
    deeper(0)
except RecursionError as e:
    print(e)

events = []
sys.settrace(lambda frame, event, arg: events.append((event, frame.f_code.co_name)))
make2 = Other()
sys.settrace(None)
print(events)
