d = {}
for i in range(70000):
    d[i * 7] = i
print(len(d), d[7 * 69999], 3 in d, sum(d.values()), sum(d))
for i in range(0, 70000, 2):
    del d[i * 7]
print(len(d), next(iter(d)), list(d)[-1])
s = {str(i): i for i in range(1000)}
print(all(s[str(i)] == i for i in range(1000)), '1000' in s)
for i in range(300):
    s.pop(str(i))
    s['n%d' % i] = i
print(len(s), list(s)[0], list(s)[-1])
