from itertools import *
print(list(chain('ab', [1], ())), list(chain()), list(chain.from_iterable(['ab', 'c'])), list(zip_longest('abc', [1])), list(zip_longest('ab', [1], 'xyz', fillvalue='-')), list(zip_longest()))
print(list(pairwise('abcd')), list(pairwise('a')), list(pairwise('')))
print([(k, list(g)) for k, g in groupby('aaabbca')], [(k, list(g)) for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)])
g = groupby('aabb')
k1, g1 = next(g); k2, g2 = next(g)
print(k1, list(g1), k2, list(g2))
a, b = tee(range(100)); print([next(a) for i in range(60)][-1], next(b), sum(a), sum(b))
x, y, z = tee('ab', 3); print(list(x), list(y), list(z), tee('a', 0))
c = tee('abc', 1)[0]; next(c); import copy; d = c.__copy__(); print(list(c), list(d))
for f in (lambda: tee('a', -1), lambda: list(chain('a', 1)), lambda: zip_longest('a', x=1), lambda: groupby(), lambda: pairwise(), lambda: chain.from_iterable(1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
