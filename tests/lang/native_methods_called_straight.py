# Places that call builtin methods and functions remember them: wrong arguments, other classes and rebound names
# must still be seen.
import traceback


class Stack(list):
    def append(self, x):
        print("append", x)
        super().append(x)


class Odd:
    def append(self, x, y=1):
        return x, y


def use(box, x):
    box.append(x)
    return box.pop() if hasattr(box, "pop") else None


def wrong(box, *args):
    try:
        if not args:
            box.append()
        elif len(args) == 1:
            box.pop(args[0])
        else:
            box.append(args[0], args[1])
    except Exception:
        print(traceback.format_exc().splitlines()[-2:])


for _ in range(3):
    print(use([1], 2), use(Stack(), 3), use(Odd(), 4), use(bytearray(b"a"), 98))
for box in [1], Odd(), [], bytearray(b"x"), {1, 2}:
    wrong(box)
    wrong(box, "x")
    wrong(box, 1, 2)


def pick(d, k):
    return d.get(k), d.get(k, "no"), d.setdefault(k, [])


d = {}
for k in "aab":
    print(pick(d, k))


def sizes(xs):
    return [len(x) for x in xs], max(xs, key=len), sum(map(ord, "ab"))


print(sizes(["a", "bcd"]))
saved = len
len = lambda x: saved(x) + 100
print(sizes(["a", "bcd"]))
del len
print(sizes(["a", "bcd"]))


def too_many(x):
    try:
        return len(x, x)
    except TypeError as e:
        return str(e)


for x in [], [], ():
    print(too_many(x))


def converted(n):
    return float(n), int(n), float(n % 7) / 2, int(n + 0.5)


print([converted(n) for n in range(3)], converted(2.75))
