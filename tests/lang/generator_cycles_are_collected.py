# Cycles through what a suspended generator holds: locals, stack, cells, delegates.
import gc
import weakref


class Node:
    pass


def holds(node):
    other = node
    for x in [node, other]:
        yield x


def cell(node):
    def see():
        return node
    yield see


def delegates(node):
    yield from holds(node)


def handles(node):
    try:
        raise ValueError(node)
    except ValueError:
        yield node


gc.disable()
for make in holds, cell, delegates, handles:
    node = Node()
    node.generator = make(node)
    next(node.generator)
    alive = weakref.ref(node)
    del node
    gc.collect()
    print(make.__name__, alive() is None)


def cleans(node):
    try:
        yield
    finally:
        print("finalized", type(node).__name__)


node = Node()
node.generator = cleans(node)
next(node.generator)
del node
gc.collect()
expression = (x for x in [Node()])
print(len(gc.get_referents(expression)) > 0)
