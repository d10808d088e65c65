a = [1]
a.append(a)
print(a)
t = (a, {})
a.append(t)
print(t)
d = {'l': a}
a.append(d)
print(d)
print([[]], [()], [''], ['\n', b'x'])
