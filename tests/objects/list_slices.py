a = list(range(10))
print(a[2:5], a[:3], a[7:], a[::2], a[::-1], a[5:2], a[5:2:-1], a[-3:], a[100:], a[-100:3], a[::-3], a[8:1:-2])
print(a[10**30:], a[-10**30:2], a[::10**30], a[::-10**30])
class I:
    def __init__(self, i): self.i = i
    def __index__(self): return self.i
print(a[I(2):I(5)], a[I(3)])
try:
    a[::0]
except ValueError as e:
    print(e)
try:
    a['a':]
except TypeError as e:
    print(e)
