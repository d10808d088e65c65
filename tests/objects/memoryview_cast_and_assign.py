def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


a = bytearray(8)
m = memoryview(a)
m[0:4] = b'wxyz'
m[4] = 255
print(a, m.cast('H').tolist(), m.cast('i')[0] == int.from_bytes(b'wxyz', 'little'), m.cast('b').tolist())
m.cast('q')[0] = -2
print(a)
two = m.cast('B', (2, 4))
print(two.tolist(), two.shape, two.strides, two[1, 2], two.ndim)
m[::2] = b'abcd'
print(a, m.toreadonly().readonly)
show(lambda: m.cast('z'))
show(lambda: m[:3].cast('H'))
show(m.__setitem__, slice(0, 2), b'xyz')
show(m.__setitem__, 0, 256)
show(m.__setitem__, 0, 'a')
show(m.__delitem__, 0)
