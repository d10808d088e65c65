# Truth values, comparisons and lengths that run no code are found out without a frame; the others need one.
import sys
import traceback


class Box:
    def __init__(self, items):
        self.items = items

    def empty(self):
        return not self.items

    def same(self, other):
        return self.items == other.items

    def below(self, other):
        if self.items < other.items:
            return "below"
        return "not below"

    def size(self):
        return len(self.items)


class Loud:
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        print("bool", self.n, sys._getframe(1).f_code.co_name)
        return self.n > 0

    def __eq__(self, other):
        print("eq", self.n)
        return NotImplemented if self.n == 2 else self.n == other

    def __lt__(self, other):
        print("lt", self.n)
        return []

    def __len__(self):
        print("len", self.n, sys._getframe(1).f_code.co_name)
        return self.n


class Sized:
    def __len__(self):
        return 0


class Wrong:
    def __bool__(self):
        return 5

    def __len__(self):
        return -1

    def __lt__(self, other):
        raise KeyError("lt")


class Plain:
    pass


VALUES = [0, 1, 0.0, -0.0, 2.5, float("nan"), "", "a", [], [0], (), (1,), {}, {1: 2}, set(), {3}, None, True, False, 1 << 80,
          1e300, b"", range(0), Plain(), Sized(), Loud(0), Loud(1), Loud(2), Wrong(), ..., print]


def attempt(f, *args):
    try:
        return f(*args)
    except Exception:
        return [line.strip() for line in traceback.format_exc().splitlines() if "File" not in line and "^" not in line][1:]


for v in VALUES:
    print(type(v).__name__, attempt(Box(v).empty), attempt(Box(v).size))
for a in VALUES:
    for b in 0, 1, 1.0, "a", "b", [], None, Loud(1), float("nan"), 1 << 80:
        print(type(a).__name__, attempt(Box(a).same, Box(b)), attempt(Box(a).below, Box(b)))


def drain(items):
    n = 0
    while items:
        items.pop()
        n += 1
        if n > 5:
            break
    return n


class Never(list):
    def __bool__(self):
        return len(self) > 1


print(drain([1, 2]), drain(Never([1, 2, 3])), drain({1, 2}), drain(bytearray(b"xy")))
p = Plain()


def while_plain(p, k):
    n = 0
    while p:
        n += 1
        if n == k:
            Plain.__bool__ = lambda self: n < 5
    return n


print(while_plain(p, 3))
del Plain.__bool__
Plain.__len__ = lambda self: 0
print(Box(p).empty(), Box(p).size())


def lengths(xs):
    total = 0
    for x in xs:
        total += len(x) * 2
    return total


print(lengths(["ab", [1], (1, 2, 3), {1: 1}, range(7), b"xyz", "\u20ac"]))
print(attempt(lengths, [[1], 5]))
print(attempt(lengths, [[1], Wrong()]))
