def build(n):
    s = ''
    kept = []
    for i in range(n):
        s += 'abc'
        if i % 1000 == 0:
            kept.append(s)
        if i == n // 2:
            s += 'é'
        if i == n - 5:
            s += '\u4e2d'
    return s, kept


s, kept = build(5000)
print(len(s), [len(k) for k in kept], s[7500:7506], ascii(s[-16:]), hash(s) == hash(s[:]))
t = u = 'start of a text'
t += ' grows'
t = t + ' more'
print(t, '|', u)
