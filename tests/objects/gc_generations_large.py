# A large container moves through the generations as a small one does.
import gc


def found(thing):
    return [n for n in range(3) if any(thing is other for other in gc.get_objects(generation=n))]


gc.collect()
gc.disable()
kept = ([],) * 1000
print(found(kept))
for n in range(3):
    gc.collect(n)
    print(found(kept))

again = ([],) * 1000
gc.collect(1)
print(found(again), found(kept))
