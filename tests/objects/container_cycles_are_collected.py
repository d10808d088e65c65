import gc, weakref
class Node:
    pass
gc.collect()
def make(container):
    n = Node()
    n.c = container(n)
    return weakref.ref(n)
from collections import deque, defaultdict, OrderedDict
refs = [make(f) for f in (lambda n: [n], lambda n: (n,), lambda n: {1: n}, lambda n: {n}, lambda n: iter([n]), lambda n: deque([n]),
        lambda n: defaultdict(None, {1: n}), lambda n: OrderedDict({1: n}), lambda n: {1: n}.values(), lambda n: map(n, []), lambda n: enumerate([n]), lambda n: slice(n))]
gc.collect()
print([r() is None for r in refs])
