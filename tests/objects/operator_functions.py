import operator as op
print(op.add(1, 2), op.sub(5, 3), op.mul('a', 3), op.truediv(1, 4), op.floordiv(7, 2), op.mod(7, 3), op.pow(2, 8), op.neg(3), op.not_([]), op.truth('x'), op.is_(None, None), op.contains([1], 1), op.index(True))
print(op.lt(1, 2), op.eq('a', 'a'), op.countOf([1, 2, 1], 1), op.indexOf('abc', 'b'), op.concat([1], [2]), op.iadd([1], [2]), op.getitem('abc', 1), op.length_hint([1, 2]), op.length_hint(iter([1, 2])), op.length_hint(5, 9), op.call(max, 1, 2))
print(op.itemgetter(1)('abc'), op.itemgetter(0, 2)('abc'), op.itemgetter('k')({'k': 5}), op.attrgetter('real')(5), op.attrgetter('real', 'imag')(5), op.attrgetter('__class__.__name__')(5), op.methodcaller('upper')('a'), op.methodcaller('split', ',', maxsplit=1)('a,b,c'))
print(op.itemgetter(1), op.itemgetter(1, 'a'), op.attrgetter('a'), op.attrgetter('a.b', 'c'), op.methodcaller('f', 1, x=2))
d = {}; op.setitem(d, 1, 2); print(d); op.delitem(d, 1); print(d)
for f in (lambda: op.indexOf([], 1), lambda: op.concat(1, 2), lambda: op.attrgetter(1), lambda: op.itemgetter(), lambda: op.methodcaller(), lambda: op.add(1), lambda: op.itemgetter(1)(), lambda: op.length_hint(1, 'x'), lambda: op.methodcaller(1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(op._compare_digest('abc', 'abc'), op._compare_digest(b'abc', b'abd'), op._compare_digest('a', 'ab'))
