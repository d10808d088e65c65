d = {'a': 1, 2: 'b', (3, 4): [5]}
print(d, repr({}), str({'x': {}}))
d['z'] = 0
del d[2]
d[2] = 'again'
print(d, list(d), len(d))
d['d'] = d
print(d)
