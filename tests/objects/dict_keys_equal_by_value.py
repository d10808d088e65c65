d = {1: 'int'}
d[1.0] = 'float'
d[True] = 'bool'
print(d, d[1], d[True], 1.0 in d)
n = float('nan')
d = {n: 1}
print(n in d, float('nan') in d)
print({0.0: 'a', -0.0: 'b'}, {10**30: 1}[10**30])
