a = [3, 'x', 1]
try:
    a.sort()
except TypeError as e:
    print(e, len(a))
a = [3, 2, 1]
def key(x):
    a.append(x)
    return x
try:
    a.sort(key=key)
except ValueError as e:
    print(e)
print(a)
def seen(x):
    print(len(a), end=' ')
    return -x
a = [1, 2, 3]
a.sort(key=seen)
print(a)
def bad(x):
    raise KeyError(x)
try:
    a.sort(key=bad)
except KeyError as e:
    print(repr(e), a)
