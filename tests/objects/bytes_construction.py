def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print(bytes(), bytes(3), bytes(b'x'), bytes([65, 66]), bytes('é', 'utf-8'), bytes(bytearray(b'q')), bytes(memoryview(b'm')), bytes(range(3)))
class A:
    def __bytes__(self):
        return b'from A'
class I:
    def __index__(self):
        return 2
print(bytes(A()), bytes(I()), bytes.fromhex('61 62\n63'), bytes(source=b's'))
for args in ('a',), (-1,), ([256],), (['a'],), (1.5,), (b'a', 'utf-8'), (None,), ([1], 'utf-8'):
    show(bytes, *args)
show(bytes.fromhex, '6')
show(bytes.fromhex, 'zz')
show(bytes.fromhex, b'61')
