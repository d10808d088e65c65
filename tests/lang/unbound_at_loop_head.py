# A local that may be unbound where a loop in unspecialised code begins again.
flag = True

def f(j, n):
    if not flag:
        p = (1, 2.5)
    c = 1.0
    for i in range(n, n + 5):
        c = i - 1
        str(i + 1)
    if j:
        return c
    return +p[-2]

def g(values):
    if not flag:
        p = [1]
    total = 0
    for v in values:
        total = total + v
    if total:
        return total
    return p[0]

for n in 1, 2**61 - 2, 2**70:
    print(f(1, n))
for values in [1, 2], [1.5, 2], [2**61, 1, 2**61 - 1, 4], ["", "x"]:
    try:
        print(g(values))
    except TypeError as e:
        print(e)
for h in lambda: f(0, 2**61 - 2), lambda: g([]):
    try:
        h()
    except UnboundLocalError as e:
        print(e)
