from itertools import *
print(list(compress('abcdef', [1, 0, 1, 0, 1])), list(dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(takewhile(lambda x: x < 3, [1, 2, 3, 1])))
print(list(filterfalse(None, [0, 1, 2])), list(filterfalse(lambda x: x % 2, range(6))), list(starmap(pow, [(2, 3), [3, 2]])))
print(list(islice('abcdef', 3)), list(islice('abcdef', 2, None)), list(islice('abcdef', 1, 6, 2)), list(islice('abc', 0)), list(islice('abc', None)), list(islice(range(10), 2, 4)))
it = iter(range(10)); print(list(islice(it, 3)), next(it)); print(list(islice(it, 1, 3)), next(it))
it = iter(range(10)); print(list(islice(it, 5, 3)), next(it))
for f in (lambda: islice('a', -1), lambda: islice('a', 1, -1), lambda: islice('a', 1, 2, 0), lambda: islice('a', 'x'), lambda: islice('a'), lambda: islice('a', 1, 2, 3, 4), lambda: list(starmap(pow, [1])), lambda: islice('a', 'x', 1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
