l = []; l.append(l); print(l, repr(l), l == l)
d = {}; d[1] = d; print(d)
t = ([],); t[0].append(t); print(t)
from collections import deque, OrderedDict, defaultdict
q = deque(); q.append(q); print(q)
o = OrderedDict(); o[1] = o; print(o)
e = defaultdict(list); e[1] = e; print(e)
m = []; m.append(m)
try:
    print(l == m)
except RecursionError as x:
    print(x)
try:
    hash(t)
except TypeError as x:
    print(x)
v = {}.values()
class A: pass
a = A(); a.a = a; a.d = a.__dict__
print(type(a.d["d"]["a"]).__name__)
x = BaseException(); x.args = (x,)
try:
    print(repr(x)[:20])
except RecursionError as y:
    print("RecursionError")
