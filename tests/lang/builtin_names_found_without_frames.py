# len, range, float, int and ord by name: found out without a frame, until the name means something else.
import builtins
import sys


class Holder:
    def __init__(self, items):
        self.head = 0
        self.items = items

    def is_empty(self):
        return self.head == len(self.items)

    def size(self):
        return len(self.items)


class Counted:
    def __len__(self):
        frame = sys._getframe(1)
        print(frame.f_code.co_name, frame.f_lineno)
        return 3


class Failing:
    def __len__(self):
        raise ValueError("no length")


def numbers(n):
    out = []
    for i in range(n):
        out.append(float(i) + int("7") + ord("a"))
    return out


def show(items):
    try:
        h = Holder(items)
        print(h.is_empty(), h.size())
    except Exception as e:
        tb, names = e.__traceback__, []
        while tb:
            names.append(tb.tb_frame.f_code.co_name)
            tb = tb.tb_next
        print(type(e).__name__, e, names)


ITEMS = [[], [1], (), (1, 2), "", "ab", {}, {1: 2}, set(), frozenset([1]), b"", b"abc", bytearray(2), range(4), Counted(), Failing(), 5]
for items in ITEMS:
    show(items)
print(numbers(2))
len = lambda x: 0
for items in ITEMS:
    show(items)
del len
saved = builtins.len
builtins.len = lambda x: saved(x) * 10
show([1, 2])
builtins.len = saved
show([1, 2])
del builtins.len
show([1, 2])
builtins.len = saved
show([1, 2])
float = str
try:
    numbers(1)
except TypeError as e:
    print(e)
del float
range = lambda n: [n, n + 1]
print(numbers(3))
del range
print(numbers(1))

SOURCE = """
def size(x):
    return len(x)
def total(n):
    return sum(i for i in range(n))
"""
spaces = {"__builtins__": {"len": lambda x: "mine"}}
exec(SOURCE, spaces)
print(spaces["size"]([1]))
try:
    spaces["total"](3)
except NameError as e:
    print(e)


class Names(dict):
    def __missing__(self, name):
        print("missing", name)
        raise KeyError(name)


names = Names()
exec(SOURCE, names)
print(names["size"]("abc"))


def lots(xs):
    total = 0
    for x in xs:
        for _ in range(len(x)):
            total += 1
            if total == 4:
                globals()["len"] = lambda x: 1
    return total


print(lots([[1, 2], "abc", (1,), {1: 1, 2: 2}]))
