# x[a:b] needs no slice object for lists, tuples and strings; everything else gets one.
class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        print("index", self.n)
        return self.n


class Shown:
    def __getitem__(self, key):
        return key


class Sub(list):
    def __getitem__(self, key):
        return "sub", key


def cut(x, a, b):
    return x[a:b]


def ends(x, a):
    return x[a:], x[:a], x[:]


ENDS = [None, 0, 1, 2, -1, -2, -9, 5, 9, True, 1 << 70, -(1 << 70)]
for x in [10, 20, 30, 40], (10, 20, 30), "abcde", b"abc", "\u20ac\u00e9x", [], "", ():
    print([cut(x, a, b) for a in ENDS for b in ENDS])
    print([ends(x, a) for a in ENDS])
t = (1, 2)
print(cut(t, None, None) is t, cut(t, 0, 5) is t, cut([1], None, None) is t)
print(cut(Shown(), 1, None), cut(Shown(), "a", 2.5), cut(Sub([1]), 0, 1))
print(cut([1, 2, 3], Index(1), Index(-1)))
print(cut(range(10), 2, 5), cut(bytearray(b"xyz"), 1, None))
for x, a in ([1], "a"), ((), 1.5), ("abc", "b"), (5, 1), (None, None), ({}, 1):
    try:
        print(cut(x, a, None))
    except Exception as e:
        print(type(e).__name__, e)


def late(x):
    for _ in range(3):
        x = x[1:] + x[:1]
    return x


print(late([1, 2, 3, 4]), late("abc"), late((1, 2)))
