s = {3, 1, 2}
print(s, set(), len(s), 1 in s, 9 in s, set('aab') == {'a', 'b'}, frozenset(), frozenset([1, 2]), {1, 1.0, True})
s.add(5); s.add(5); s.discard(9); s.discard(1); s.remove(2)
print(s, s.copy(), sorted(s | {7}), sorted(s & {5, 6}), sorted(s - {3}), sorted(s ^ {3, 4}))
print({1, 2} < {1, 2, 3}, {1, 2} <= {1, 2}, {1} > set(), {1} >= {2}, {1, 2} == frozenset({2, 1}), {1} != {1}, {1} == [1])
print({1, 2}.issubset([1, 2, 3]), {1, 2}.issuperset([1]), {1}.isdisjoint([2]), {1, 2}.union([3], (4,)), {1, 2, 3}.intersection([1, 2], [2]), {1, 2, 3}.difference([1], [2]), {1, 2}.symmetric_difference([2, 3, 3]))
a = {1, 2, 3}; a |= {4}; a &= {2, 3, 4}; a -= {2}; a ^= {3, 9}; print(a)
a.update([1], 'a'); a.intersection_update([1, 'a', 9]); a.difference_update([9]); a.symmetric_difference_update([1, 2]); print(a == {'a', 2})
s.clear(); print(s)
