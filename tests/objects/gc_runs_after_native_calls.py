# A collection that an allocation asks for comes at the call that allocated, not at the end of the loop's turn.
import gc
import weakref


class Node:
    def __init__(self):
        self.me = self


class Bare:
    pass


def turns(make):
    """How often the loop's test passes although the cycle has been collected in its body."""
    gc.collect()
    ref = weakref.ref(Node())
    kept = []
    late = 0
    while ref() is not None:
        kept.append(make())
        if ref() is None:
            late += 1
            break
    return late


gc.set_threshold(50, 1000, 1000)
for make in (Node, Bare, list, lambda: dict(), lambda: [].__class__([])):
    print(turns(make))
