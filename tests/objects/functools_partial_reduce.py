from functools import partial, reduce, cmp_to_key
p = partial(pow, 2)
print(p(5), partial(int, base=2)('101'), p.func is pow, p.args, p.keywords, partial(p, 3)(), partial(p, 3).args)
print(repr(partial(print, 1, sep='-'))[:40], partial(dict, a=1)(b=2), partial(dict, a=1)(a=3))
p.attr = 1; print(p.attr, p.__dict__)
print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(lambda a, b: a + b, [], 0), reduce(max, [3, 9, 2], 5))
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), cmp_to_key(lambda a, b: 0)(1) == cmp_to_key(lambda a, b: 0)(2))
for f in (lambda: partial(), lambda: partial(1), lambda: reduce(max, []), lambda: reduce(max, 1), lambda: reduce(max), lambda: cmp_to_key(1)(2) < 3):
    try:
        print(f())
    except TypeError as e:
        print(e)
