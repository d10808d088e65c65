d = {'a': 1, 'b': 2}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i, len(k), 'a' in k, 1 in v, ('a', 1) in i, ('a', 2) in i, ('a',) in i)
d['c'] = 3
print(list(k), list(v), list(i), list(reversed(k)), list(reversed(v)), list(reversed(i)), list(reversed(d)))
print(sorted(k & {'a', 'z'}), sorted(k | ['z']), sorted(k - {'a'}), sorted(k ^ {'a', 'q'}), sorted({'a', 'q'} - k), k.isdisjoint('xyz'))
print(k == {'a', 'b', 'c'}, k <= {'a', 'b', 'c', 'd'}, k > {'a'}, i == {('a', 1), ('b', 2), ('c', 3)}, v == v, v == d.values())
print(k.mapping, type(k.mapping).__name__, {}.keys(), {}.items())
try:
    hash(k)
except TypeError as e:
    print(e)
try:
    type(k)()
except TypeError as e:
    print(e)
