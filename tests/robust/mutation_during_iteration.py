d = {i: i for i in range(10)}
def tries(name, f):
    try:
        print(name, f())
    except Exception as e:
        print(name, type(e).__name__, e)
def grow(d):
    for k in d:
        d[k + 100] = 1
def shrink(d):
    for k in d:
        del d[k]
def clear(d):
    for k in d:
        d.clear()
def values(d):
    for v in d.values():
        d[v, 1] = v
def items(d):
    for v in d.items():
        d.popitem()
for f in (grow, shrink, clear, values, items):
    tries(f.__name__, lambda: f({i: i for i in range(10)}))
def same_size(d):
    n = 0
    for k in d:
        n += 1
        del d[k]
        d[k + 1000] = 1
        if n > 50: break
    return "ok"
tries("same_size", lambda: same_size({i: i for i in range(10)}))
def sgrow(s):
    for k in s: s.add(k + 100)
def sshrink(s):
    for k in s: s.discard(k)
for f in (sgrow, sshrink):
    tries(f.__name__, lambda: f(set(range(10))))
def lgrow():
    l = [1, 2, 3]
    for x in l:
        if len(l) < 20: l.append(x)
    return l
def lshrink():
    l = list(range(10))
    for x in l: l.remove(x)
    return l
tries("lgrow", lgrow), tries("lshrink", lshrink)
def lclear():
    l = list(range(10))
    it = iter(l)
    next(it)
    l.clear()
    out = list(it)
    l.extend([1, 2, 3])
    return out, list(it)
tries("lclear", lclear)
def rev():
    l = list(range(10))
    it = reversed(l)
    next(it)
    del l[3:]
    return list(it)
tries("rev", rev)
from collections import deque
def dq():
    q = deque(range(5))
    for x in q: q.append(1)
tries("deque", dq)
def dict_update_self():
    d = {i: i for i in range(10)}
    d.update(d)
    return len(d)
tries("self update", dict_update_self)
def extend_self():
    l = [1, 2]
    l.extend(l); l += l; l[1:1] = l; l[::2] = l[::2]
    return l
tries("extend self", extend_self)
def extend_iter():
    l = [1, 2]
    l.extend(x for x in l if len(l) < 10)
    return l
tries("extend iter", extend_iter)
def ba():
    b = bytearray(b"abc")
    it = iter(b)
    next(it)
    del b[:]
    return list(it)
tries("bytearray", ba)
def export():
    b = bytearray(b"abc")
    m = memoryview(b)
    b.append(1)
tries("export", export)
