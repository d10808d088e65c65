class A:
    def __iadd__(self, o): return 'iadd'
    def __mul__(self, o): return 'mul'
a = A(); a += 1; print(a)
a = A(); a *= 1; print(a)
x = [1]; y = x; x += (2,); x *= 2; print(x, y is x)
t = (1,); u = t; t += (2,); print(t, u)
s = 'a'; s += 'b'; s *= 3; print(s)
n = 10; n += 1; n -= 2; n *= 3; n //= 2; n **= 2; n %= 100; n <<= 3; n >>= 1; n |= 1; n &= 0xff; n ^= 5; print(n)
f = 1.5; f /= 2; f += 1; print(f)
for op in ('+=', '-=', '**=', '@=', '<<=', '|='):
    try:
        exec(f'v = 1\nv {op} "a"')
    except TypeError as e:
        print(e)
