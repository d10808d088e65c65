print(min(3, 1, 2), max([3, 1, 2]), min("b", "a", key=ord), max([], default="d"), max((1, 2), (1, 3)))
print(max("aa", "b", key=len), min([1, 2], key=lambda v: -v), sum([1, 2.5, 3]), sum([[1], [2]], []))
for call in (lambda: min(), lambda: max([]), lambda: min(1, 2, default=3), lambda: sum(["a"], ""), lambda: sum(5), lambda: min(1, "a")):
    try: call()
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
