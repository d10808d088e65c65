def build(n):
    s = ""
    for i in range(n):
        s += "abcdefgh"
    return len(s)
def build2(n):
    s = "x"
    for i in range(n):
        s = s + str(i)
    t = s
    s += "y"
    return len(s), len(t), t[-1]
class Num:
    def __init__(self, v): self.v = v
    def __iadd__(self, o): self.v += o; return self
    def __add__(self, o): return Num(self.v - o)
    def __del__(self): print("del", self.v)
def objs():
    a = Num(1)
    a += 5
    print(a.v)
    a = a + 2
    print(a.v)
    try:
        a += "x"
    except TypeError as e:
        print(e, a.v)
    l = [1]
    m = l
    l += [2]
    l = l + [3]
    print(l, m)
def fails(s, n):
    try:
        s += n
    except TypeError as e:
        print(e)
    return s
print(build(300000), build2(1000))
objs()
print(fails("a", 3), fails("a", "b"), fails([1], (2,)))
