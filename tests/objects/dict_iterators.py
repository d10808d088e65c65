d = {'a': 1, 'b': 2, 'c': 3}
it = iter(d)
print(it.__length_hint__(), next(it), it.__length_hint__(), it.__reduce__()[1], list(it), list(it))
print(type(iter(d)).__name__, type(iter(d.values())).__name__, type(iter(d.items())).__name__, type(reversed(d.items())).__name__)
it = iter(d.items())
print(next(it), next(it), next(it), next(it, 'end'))
