a = [*range(3), *'ab', *{}, *{1: 2}]
t = *a, 9
s = {*a, 1, 0}
d = {**{'a': 1}, 'b': 2, **dict(a=3)}
print(a, t, len(s), d)
first, *rest = a
*init, last = t
x, (y, *z) = 1, 'abc'
print(first, rest, init, last, x, y, z)
def f(*args, **kw): return args, kw
print(f(*a[:2], *'x', **{'k': 1}, j=2))
try:
    f(**{'a': 1}, **{'a': 2})
except TypeError as e:
    print(str(e).split('.')[-1])
