a = [1]; b = a
a += [2]
print(b, a is b)
t = (1,); u = t
t += (2,)
print(u, t)
x = 10
x -= 3; x *= 2; x //= 3; x **= 2; x %= 10; x <<= 3; x |= 1; x ^= 3; x &= 0xff; x >>= 1
print(x)
class C:
    v = 0
    def __iadd__(self, o): self.v += o; return self
c = C(); c += 5; c += 6
print(c.v)
d = {"k": 1}; d["k"] += 1; c.v -= 1
print(d, c.v)
