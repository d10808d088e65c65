# Attributes that outgrow an instance's slots are no objects of their own until __dict__ is asked for.
import gc


class Node:
    def __init__(self):
        self.x = 0


def pair():
    a, b = Node(), Node()
    a.other, b.other = b, a
    return a


gc.collect()
for ask in (False, True):
    for extra in ((), ("p", "q", "r", "s")):
        a = pair()
        for name in extra:
            setattr(a, name, [a])
            delattr(a, name)
        if ask:
            a.__dict__
            a.other.__dict__
        del a
        print(ask, len(extra), gc.collect() > 0, gc.collect())
a = pair()
del a
print(gc.collect())
print(sorted(gc.get_referents([1, 3, 5], {2: "x"}), key=str), gc.get_referents(1, "a", 4j))
for bad in (1000, -1000, "1", 1.5):
    try:
        gc.get_objects(bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
