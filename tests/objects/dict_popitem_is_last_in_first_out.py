d = dict(a=1, b=2, c=3)
print(d.popitem(), d.popitem(), d)
d['x'] = 9
print(d.popitem(), d.popitem())
try:
    d.popitem()
except KeyError as e:
    print(e)
for i in range(1000):
    d[i] = i
    d[-i - 1] = i
    d.popitem()
print(len(d), list(d)[:5])
while d:
    d.popitem()
print(d)
