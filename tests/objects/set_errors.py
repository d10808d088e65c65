s = {1}
for f in (lambda: s.remove(5), lambda: set().pop(), lambda: s.add([]), lambda: {[]}, lambda: s | [1], lambda: s < [1], lambda: set(1), lambda: set(1, 2), lambda: set(a=1), lambda: hash(s), lambda: s.remove(), lambda: s.union(a=1), lambda: frozenset(1), lambda: frozenset().add, lambda: [] in s, lambda: s.update(1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    for x in s:
        s.add(x + 1)
except RuntimeError as e:
    print(e)
print({1} in {frozenset([1])}, s.discard({5}))
