b = 10**20
r = range(b, b + 10, 3)
print(r, list(r), len(r), r[1], r[-1], b in r, b + 1 in r, list(reversed(r)), r[1:], r.index(b + 3))
r = range(0, b, 10**19)
print(len(r), list(r)[-1], r[5])
try:
    len(range(b))
except OverflowError as e:
    print(e)
print(range(b)[b - 1], range(-b, b)[-1], range(b) == range(b), hash(range(b)) == hash(range(b)))
it = iter(range(b, b + 3)); next(it); print(it.__length_hint__(), list(it))
m = 2**61
print(list(range(m - 2, m + 2)), list(range(-m - 1, -m + 2)))
print(list(range(2**63 - 2, 2**63 + 1)))
