from itertools import groupby
def f(n):
    if n == 5:
        list(b)
    return n != 6
for k, b in groupby(range(10), f):
    print(k, list(b))
class K:
    def __init__(self, v): pass
    def __eq__(self, other):
        global i
        i += 1
        if i == 1:
            next(g, None)
        return True
i = 0
g = next(groupby(range(10), K))[1]
for j in range(2):
    print(next(g, 'none'))
