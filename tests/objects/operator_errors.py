import operator
cases = [lambda: 1 + 'a', lambda: 'a' + 1, lambda: [] + (), lambda: 1 < 'a', lambda: None + None, lambda: -'a', lambda: ~1.5,
         lambda: abs([]), lambda: len(5), lambda: 5[0], lambda: {}[[]], lambda: 1 @ 2, lambda: divmod(1, 'a'), lambda: 'a' * 'b',
         lambda: [1] * 1.5, lambda: 1 in 5, lambda: iter(5), lambda: next(5), lambda: hash([]), lambda: int[0], lambda: print >> 1,
         lambda: pow(1, 2, 'a'), lambda: operator.setitem(5, 0, 1), lambda: operator.delitem('a', 0), lambda: 'abc' < 5, lambda: {} < {}]
for f in cases:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
