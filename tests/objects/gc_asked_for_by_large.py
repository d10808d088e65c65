# Large containers alone bring about a collection, at the threshold that a program sets.
import gc
import weakref


class Cycle:
    pass


def fill(dead, most):
    for n in range(most):
        if dead() is None:
            return True
        kept.append((empty,) * 100)
    return False


empty, kept = [], []
gc.collect()
gc.set_threshold(50)
c = Cycle()
c.me = c
dead = weakref.ref(c)
del c
print(fill(dead, 1000))
