def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


b = b'abcdef'
print(b[0], b[-1], b[1:3], b[::-1], b[::2], list(b), b + b'x', b * 2, 2 * b, 97 in b, b'cd' in b, b'x' in b)
print(b'a' < b'b', b'a' == 'a', b'a' == bytearray(b'a'), b'ab' > b'a', hash(b'a') == hash(bytes([97])), {b'k': 1}[b'k'])
for f in (lambda: b[6], lambda: b['a'], lambda: b + 'x', lambda: 'a' in b, lambda: 256 in b, lambda: b < 'a', lambda: b * 1.0):
    show(f)
