import copy, operator
from itertools import accumulate, islice, cycle, count, permutations, product, chain, repeat
a = accumulate([None, None, None], operator.is_)
next(a)
f, args = a.__reduce__()[:2]
print(list(f(*args)))
def rebuilt(it):
    r = it.__reduce__()
    new = r[0](*r[1])
    if len(r) > 2 and r[2] is not None:
        new.__setstate__(r[2])
    return new
i = islice(iter(range(20)), 2, 15, 3); next(i); print(list(rebuilt(i)))
c = cycle('abc'); [next(c) for j in range(5)]; print(list(islice(rebuilt(c), 4)))
p = permutations('abc'); next(p); print(list(rebuilt(p)))
p = product('ab', 'cd'); next(p); print(list(rebuilt(p)))
c = chain('ab', 'cd'); next(c); print(list(rebuilt(c)))
c = count(5, 2); next(c); print(next(rebuilt(c)))
r = repeat('x', 3); next(r); print(list(rebuilt(r)))
