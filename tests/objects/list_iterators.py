a = [1, 2, 3, 4]
it = iter(a)
print(next(it), it.__length_hint__(), it.__reduce__())
it.__setstate__(3)
print(list(it), it.__reduce__(), it.__length_hint__())
r = reversed(a)
print(next(r), r.__length_hint__(), r.__reduce__(), list(r))
b = []
for x in a:
    if len(a) < 8: a.append(x * 10)
    b.append(x)
print(b)
it = iter(a); a.clear(); print(list(it)); a.append(1); print(list(it))
