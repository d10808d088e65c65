def tries(name, f):
    try:
        print(name, f())
    except Exception as e:
        print(name, type(e).__name__, e)
class Clear:
    def __init__(self, target): self.target = target
    def __eq__(self, other):
        self.target.clear()
        return False
    def __hash__(self): return 1
    def __lt__(self, other):
        self.target.clear()
        return True
    def __repr__(self):
        self.target.clear()
        return "C"
def fill(n, l=None):
    l = [] if l is None else l
    for _ in range(n): l.append(Clear(l))
    return l
tries("index", lambda: fill(10).index(3))
tries("count", lambda: fill(10).count(3))
tries("remove", lambda: fill(10).remove(3))
tries("in", lambda: 3 in fill(10))
tries("eq", lambda: fill(10) == [1] * 10)
tries("lt", lambda: fill(10) < [1] * 10)
tries("repr", lambda: repr(fill(10)))
tries("sort", lambda: fill(10).sort())
tries("sort key", lambda: (l := list(range(10))).sort(key=lambda x: l.append(1)))
def sort_sees_empty():
    l = [3, 1, 2]
    seen = []
    l.sort(key=lambda x: seen.append(len(l)) or x)
    return l, seen
tries("sort empty", sort_sees_empty)
class Key:
    def __init__(self, d, act): self.d, self.act = d, act
    def __hash__(self): return 1
    def __eq__(self, other):
        if self.act:
            a, self.act = self.act, None
            a(self.d)
        return self is other
    def __repr__(self): return "Key"
def resize(d):
    for i in range(1000): d[i] = i
for name, act in (("clear", lambda d: d.clear()), ("resize", resize), ("pop", lambda d: d and d.popitem())):
    for oname, op in (("get", lambda d, k: d.get(k)), ("set", lambda d, k: d.__setitem__(k, 1)),
                      ("pop", lambda d, k: d.pop(k, 0)), ("setdefault", lambda d, k: d.setdefault(k, 2))):
        d = {}
        for _ in range(5): d[Key(d, None)] = 1
        tries(name + " " + oname, lambda: (op(d, Key(d, act)), len(d) >= 0)[1])
for name in ("add", "discard", "remove", "__contains__"):
    s = set()
    for _ in range(5): s.add(Key(s, None))
    tries("set " + name, lambda: (getattr(s, name)(Key(s, lambda s: s.clear())), 1)[1])
class Idx:
    def __init__(self, l): self.l = l
    def __index__(self):
        self.l.clear()
        return 2
l = list(range(10))
tries("getitem", lambda: l[Idx(l)])
l = list(range(10))
tries("setitem", lambda: l.__setitem__(Idx(l), 1))
l = list(range(10))
tries("slice", lambda: l[Idx(l):])
l = list(range(10))
tries("insert", lambda: l.insert(Idx(l), 5))
b = bytearray(b"abcdefgh")
tries("bytearray", lambda: b[Idx(b)])
b = bytearray(b"abcdefgh")
tries("bytearray set", lambda: b.__setitem__(Idx(b), 5))
b = bytearray(b"abcdefgh")
tries("bytearray value", lambda: b.__setitem__(5, Idx(b)))
l = list(range(10))
tries("list mul", lambda: l * Idx(l))
l = list(range(10))
tries("pop", lambda: l.pop(Idx(l)))
class It:
    def __init__(self, l): self.l, self.n = l, 0
    def __iter__(self): return self
    def __next__(self):
        self.l.clear()
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
    def __length_hint__(self): return 10**6
l = [1, 2, 3]
tries("extend", lambda: (l.extend(It(l)), l))
l = [1, 2, 3]
def assign(): l[1:2] = It(l)
tries("assign", lambda: (assign(), l))
b = bytearray(b"abc")
tries("ba extend", lambda: (b.extend(It(b)), b))
class S(str):
    pass
l = ["a", "b"]
class Str:
    def __str__(self): l.clear(); return "x"
tries("join", lambda: "".join(It(l)))
