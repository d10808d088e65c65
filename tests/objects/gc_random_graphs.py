import gc, random, weakref
class N:
    __slots__ = ("a", "b", "__weakref__")
class D: pass
class F:
    def __del__(self):
        alive.append(self)
alive = []
def make(r, n):
    objs = []
    for i in range(n):
        k = r.randrange(8)
        objs.append([N, D, list, dict, lambda: [i], lambda: {i: None}, F, lambda: (lambda: 0)][k]())
    def link(x, y, j):
        if isinstance(x, list): x.append(y)
        elif isinstance(x, dict): x[(j, "k")[j % 2]] = y if j % 3 else (y, x)
        elif isinstance(x, N): setattr(x, "ab"[j % 2], y)
        elif isinstance(x, (D, F)): setattr(x, "n%d" % (j % 9), y)
        else: x.__dict__["k%d" % j] = y
    for j in range(2 * n):
        link(r.choice(objs), r.choice(objs), j)
    return objs
def size(root):
    seen, todo = set(), [root]
    while todo:
        o = todo.pop()
        if id(o) in seen: continue
        seen.add(id(o))
        for c in gc.get_referents(o):
            if isinstance(c, (list, dict, tuple, N, D, F)): todo.append(c)
    return len(seen)
for seed in range(40):
    r = random.Random(seed)
    gc.disable()
    objs = make(r, 400)
    roots = r.sample(objs, 10)
    refs = [weakref.ref(o) for o in objs if isinstance(o, (N, D, F))]
    before = size(roots)
    del objs
    alive.clear()
    n = gc.collect(seed % 3)
    left = sum(x() is not None for x in refs)
    back = len(alive)
    alive.clear()
    gc.collect(); gc.collect()
    left2 = sum(x() is not None for x in refs)
    assert size(roots) == before
    print(seed, left, back, left2)
    del roots
    gc.enable()
    gc.collect()
    print(sum(x() is not None for x in refs), len(alive) > 0)
