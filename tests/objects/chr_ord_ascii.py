def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print(chr(97), ord('a'), ascii(chr(0x10ffff)), ord('中'), ord(b'x'), ascii('é\n'), [ord(c) for c in 'aé😀'])
show(chr, -1)
show(chr, 0x110000)
show(chr, 'a')
show(ord, 'ab')
show(ord, 5)
show(ord, b'')
