kept = []
for pair in zip('abc', range(3)):
    kept.append(pair)
print(kept)
z = zip([1, 2, 3], [4, 5, 6])
a = next(z)
b = next(z)
print(a, b, a is b)
print([t for t in enumerate('xy')], [i for i, v in enumerate('xy')])
e = enumerate('ab')
first = next(e); second = next(e)
print(first, second)
