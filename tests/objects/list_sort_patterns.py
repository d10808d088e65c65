def check(a, **kw):
    b = sorted(a, **kw)
    c = list(a)
    for i in range(1, len(c)):
        j = i
        while j and c[j] < c[j - 1]:
            c[j], c[j - 1] = c[j - 1], c[j]
            j -= 1
    return b == c
x = 12345
def rnd(n):
    global x
    x = (x * 1103515245 + 12345) % 2147483648
    return x % n
print(check([rnd(50) for i in range(200)]), check([rnd(5) for i in range(200)]), check(list(range(100))), check(list(range(100, 0, -1))))
print(check(list(range(70)) + list(range(35, 105))), check([i % 7 for i in range(150)]), check([i // 10 for i in range(150)]))
print(check([1.5 * rnd(99) for i in range(130)]), check([str(rnd(99)) for i in range(130)]), check([(rnd(3), rnd(9)) for i in range(130)]))
a = list(range(5000)); a[2500:2500] = [3, 1, 2]
b = sorted(a); print(b[:6], b[-1], len(b))
print(sorted([3, 1.5, 2, 10**20, -10**20, True]))
print(sorted([(rnd(10), i) for i in range(1000)], key=lambda t: t[0])[:8])
