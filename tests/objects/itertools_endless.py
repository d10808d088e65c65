from itertools import *
print(list(islice(count(), 3)), list(islice(count(5, -2), 3)), list(islice(count(0.5, 0.25), 3)), count(3), count(3, 2), count(1.0))
c = count(2**61 - 2); print([next(c) for i in range(4)])
print(list(islice(cycle('abc'), 7)), list(cycle([])), list(repeat(1, 3)), repeat('x'), repeat('x', 2), list(repeat(1, -5)))
r = repeat(7, 3); next(r); print(r, r.__length_hint__())
print(list(accumulate([1, 2, 3])), list(accumulate([1, 2, 3], lambda a, b: a * b)), list(accumulate([1, 2], initial=10)), list(accumulate([])))
for f in (lambda: count('a'), lambda: cycle(), lambda: repeat(), lambda: len(repeat(1)), lambda: repeat(1).__length_hint__(), lambda: accumulate(), lambda: cycle(1)):
    try:
        print(f())
    except TypeError as e:
        print(e)
