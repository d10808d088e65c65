class Log(list):
    def __iadd__(self, other):
        self.append(("iadd", other))
        return self


class Box:
    def __init__(self):
        self.items = Log()
        self.n = 1

    def __getitem__(self, key):
        print("get", key)
        return self.n

    def __setitem__(self, key, value):
        print("set", key, value)
        self.n = value


b = Box()
b.items += 1
b["k"] += 5
b["k"] **= 2
b.n //= 4
print(b.items, b.n)
x = 7
x <<= 2
x ^= 5
x |= 64
x &= ~1
x %= 50
x -= 100
print(x)
s = "ab"
s *= 2
s += "c"
t = (1,)
t += (2,)
l = m = [1]
l += (2,)
l *= 2
print(s, t, l, m is l)
d = {"a": 1}
d |= {"b": 2}
print(d)


def f():
    try:
        n += 1
    except UnboundLocalError as e:
        print(e)


f()
