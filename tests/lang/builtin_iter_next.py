it = iter([1, 2])
print(next(it), next(it), next(it, "end"))
n = [0]
def f():
    n[0] += 1
    return n[0]
print(list(iter(f, 4)))
for bad in (lambda: iter(5), lambda: next(5), lambda: iter(5, 6), lambda: next(iter([]))):
    try: bad()
    except (TypeError, StopIteration) as e: print(type(e).__name__, e)
print(all([]), any([]), all([1, 0]), any([0, 2]), sorted([3, 1, 2], reverse=True), sorted("bac", key=lambda c: -ord(c)))
