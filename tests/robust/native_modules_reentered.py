import itertools, functools, operator, collections, struct, re, heapq, bisect, weakref, io, array, threading
def tries(name, f):
    try:
        print(name, f())
    except Exception as e:
        print(name, type(e).__name__, str(e)[:80])
class Bomb:
    def __init__(self, l, r=True): self.l, self.r = l, r
    def __lt__(self, o): self.l.clear(); return self.r
    def __eq__(self, o): self.l.clear(); return False
    __hash__ = None
def heap(n):
    l = []
    for _ in range(n): l.append(Bomb(l))
    return l
tries("heappush", lambda: heapq.heappush(l := heap(5), l[0]))
tries("heappop", lambda: heapq.heappop(heap(5)) and 1)
tries("heapify", lambda: heapq.heapify(heap(9)))
tries("heapreplace", lambda: heapq.heapreplace(l := heap(5), l[0]) and 1)
tries("bisect", lambda: bisect.bisect(l := heap(5), l[0]))
tries("insort", lambda: bisect.insort(l := heap(5), l[0]))
d = collections.deque()
for _ in range(5): d.append(Bomb(d))
tries("deque index", lambda: d.index(3))
d.extend([Bomb(d)] * 5)
tries("deque count", lambda: d.count(3))
d.extend([Bomb(d)] * 5)
tries("deque remove", lambda: d.remove(3))
d.extend([Bomb(d)] * 5)
tries("deque in", lambda: 3 in d)
d.extend([Bomb(d)] * 5)
tries("deque eq", lambda: d == collections.deque([1] * 5))
def reent():
    g = None
    def f(x):
        return next(g)
    g = map(f, [1, 2])
    return next(g)
tries("map reentered", reent)
def tee():
    def gen():
        yield 1
        yield next(b)
    a, b = itertools.tee(gen())
    next(a)
    next(a)
tries("tee", tee)
def cyc():
    class I:
        def __iter__(self): return self
        def __next__(self): return next(c)
    c = itertools.chain.from_iterable([I()])
    return next(c)
tries("chain reentered", cyc)
def grp():
    class K:
        def __eq__(self, o): next(g, None); return True
    g = itertools.groupby([1, 2, 3, 4], key=lambda x: K())
    return [list(b) and 1 for a, b in g]
tries("groupby", grp)
def part():
    p = functools.partial(int)
    p.__setstate__((p, (), {}, {}))
    try:
        return len(repr(p)) > 0
    except RecursionError: return "rec"
tries("partial", part)
def part2():
    p = functools.partial(int)
    p.__setstate__((1, (), {}, {}))
tries("partial bad", part2)
def lru():
    @functools.lru_cache(maxsize=2)
    def f(n):
        if n < 20: f(n + 1); f.cache_clear()
        return n
    f(0)
    return f.cache_info().currsize <= 2
tries("lru", lru)
class E:
    def __init__(self, f): self.f = f
    def __eq__(self, o): self.f.cache_clear(); return self is o
    def __hash__(self): return 1
@functools.lru_cache(maxsize=3)
def g(x): return 1
for _ in range(20): g(E(g))
tries("lru eq", lambda: g.cache_info().currsize <= 3)
tries("reduce", lambda: functools.reduce(lambda a, b: a, []))
tries("accumulate", lambda: list(itertools.accumulate([1, 2], lambda a, b: 1 / 0)))
tries("product", lambda: next(itertools.product(range(10), repeat=10**6))[:1])
tries("product huge", lambda: itertools.product(range(10), repeat=2**62))
tries("perm", lambda: next(itertools.permutations(range(5), 10**6), None))
tries("combinations", lambda: itertools.combinations(range(3), -1))
tries("islice", lambda: itertools.islice([1], -1))
tries("repeat", lambda: len(list(itertools.repeat(1, -5))))
tries("struct", lambda: struct.pack("99999999999999999999i"))
tries("struct2", lambda: struct.unpack("i", b""))
tries("struct3", lambda: struct.unpack_from("i", b"abcd", -10))
tries("struct4", lambda: struct.calcsize("9223372036854775807q"))
tries("struct5", lambda: struct.pack_into("i", bytearray(2), 0, 1))
tries("re2", lambda: re.match("(a*)*b", "a" * 24))
tries("re3", lambda: re.match("(?:a|b)*", "ab" * 200000).end())
tries("re4", lambda: re.match("(.)*?c", "a" * 200000 + "c").end())
tries("re5", lambda: re.compile("a{99999999999}"))
tries("re6", lambda: re.compile("(?P<a>x)(?P=b)"))
tries("re7", lambda: re.sub("x*", "-", "abxd"))
tries("re8", lambda: re.sub("(x)", r"\2", "x"))
tries("array", lambda: array.array("i", [2**40]))
tries("array2", lambda: array.array("q")[0])
def arr():
    a = array.array("i", range(10))
    m = memoryview(a)
    a.append(1)
tries("array export", arr)
tries("weakref", lambda: weakref.ref(1))
def wr():
    class A: pass
    a = A()
    rs = [weakref.ref(a, lambda r: rs.clear()) for _ in range(10)]
    del a
    return len(rs)
tries("weakref callback", wr)
def wd():
    class A: pass
    w = weakref.WeakValueDictionary()
    for i in range(100): w[i] = A()
    return len(w)
tries("weak dict", wd)
tries("io", lambda: io.BytesIO(b"abc").seek(-1))
tries("io2", lambda: io.BytesIO(b"abc").read(10**18))
def io3():
    b = io.BytesIO(b"abc")
    v = b.getbuffer()
    b.write(b"12345")
tries("io3", io3)
def io4():
    b = io.BytesIO()
    b.seek(10**3)
    b.write(b"x")
    return len(b.getvalue())
tries("io4", io4)
tries("io5", lambda: io.StringIO("abc").seek(5))
tries("io6", lambda: io.TextIOWrapper(io.BytesIO(b"\xff")).read())
tries("io7", lambda: io.BytesIO.__new__(io.BytesIO).read())
tries("io8", lambda: io.TextIOWrapper.__new__(io.TextIOWrapper).read())
tries("io9", lambda: io.BufferedReader.__new__(io.BufferedReader).read())
tries("io10", lambda: io.BufferedReader(5))
tries("mv", lambda: memoryview(b"abc").cast("i"))
tries("mv2", lambda: memoryview(bytearray(8)).cast("i", (10, 10)))
def mv3():
    m = memoryview(bytearray(8)); m.release(); return m[0]
tries("mv3", mv3)
def mv4():
    m = memoryview(bytearray(8)); m[0:2] = b"abc"
tries("mv4", mv4)
tries("od", lambda: collections.OrderedDict.__new__(collections.OrderedDict).popitem())
def od():
    o = collections.OrderedDict((i, i) for i in range(5))
    for k in o: del o[k]
def od2():
    o = collections.OrderedDict((i, i) for i in range(5))
    for k in o: o.move_to_end(k)
tries("od move", od2)
def od3():
    o = collections.OrderedDict((i, i) for i in range(5))
    dict.clear(o)
    return list(o), len(o)
def od4():
    o = collections.OrderedDict((i, i) for i in range(5))
    dict.__delitem__(o, 2)
    return sorted(dict.keys(o))
tries("od dict.del", od4)
tries("counter", lambda: collections.Counter("abca").most_common(1))
tries("attrgetter", lambda: operator.attrgetter("a." * 1000 + "b")(1))
tries("itemgetter", lambda: operator.itemgetter(10**30)([1]))
tries("lock", lambda: threading.Lock().release())
tries("methodcaller", lambda: operator.methodcaller("x")(1))
