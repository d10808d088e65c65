it = iter('aé中')
print(next(it), it.__length_hint__(), list(it) == ['é', '中'], it.__length_hint__(), list(it))
try:
    next(it)
except StopIteration:
    print('stop')
print(type(iter('')).__name__, list(zip('ab', 'cd')), [c for c in ''], tuple('xyz'), 'abc'.__iter__().__reduce__()[1:])
a, *b = 'xyz'
print(a, b, list(reversed('abc')))
