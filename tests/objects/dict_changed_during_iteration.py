d = {1: 1, 2: 2, 3: 3}
try:
    for k in d:
        d[k + 10] = 0
except RuntimeError as e:
    print(e)
try:
    for k in d.items():
        del d[k[0]]
except RuntimeError as e:
    print(e)
d = {1: 1, 2: 2}
for k in d:
    d[k] = 'replaced'
print(d)
d = {1: 1}
try:
    for k in d:
        del d[k]
        d[k + 1] = 0
except RuntimeError as e:
    print(e)
