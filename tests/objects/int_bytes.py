for n in (0, 1, -1, 255, 256, -128, -129, 2**64, -2**64, 10**30):
    for size in (0, 1, 2, 9, 20):
        for signed in (False, True):
            try:
                b = n.to_bytes(size, 'big', signed=signed)
                print(n, size, signed, b, int.from_bytes(b[::-1], 'little', signed=signed) == n)
            except OverflowError as e:
                print(n, size, signed, e)
print((5).to_bytes(), int.from_bytes([1, 2, 3], 'big'), int.from_bytes(b''))
for f in (lambda: (1).to_bytes(-1, 'big'), lambda: (1).to_bytes(1, 'x'), lambda: int.from_bytes('a')):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
