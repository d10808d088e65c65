from itertools import *
print(list(product('ab', [1, 2])), list(product([0, 1], repeat=3)), list(product()), list(product('ab', [])), list(product('ab', repeat=0)))
print(list(permutations('abc')), list(permutations('abc', 2)), list(permutations('ab', 3)), list(permutations([])), list(permutations('abc', 0)))
print(list(combinations('abcd', 2)), list(combinations('ab', 3)), list(combinations('ab', 0)))
print(list(combinations_with_replacement('abc', 2)), list(combinations_with_replacement('', 1)), list(combinations_with_replacement('', 0)))
p = permutations('abc'); next(p); next(p); print(p.__reduce__()[1:])
p = product('ab', 'cd'); next(p); print(p.__reduce__()[1:])
c = combinations('abcd', 2); next(c); print(c.__reduce__()[1:]); c.__setstate__((1, 3)); print(list(c))
for f in (lambda: combinations('a', -1), lambda: permutations('a', -1), lambda: permutations('a', 'x'), lambda: product('a', repeat=-1), lambda: product('a', x=1), lambda: combinations('a'), lambda: product(1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
