# An object moves on by a generation with each collection that it survives.
import gc


def found(thing):
    return [n for n in range(3) if any(thing is other for other in gc.get_objects(generation=n))]


gc.collect()
gc.disable()
kept = []
kept.append(kept)
print(found(kept))
for n in range(3):
    gc.collect(n)
    print(found(kept))
print(gc.get_count()[1:], [gc.collect(0), gc.get_count()[1]], [gc.collect(0), gc.get_count()[1]])
