def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


b = b'Hello World'
print(b.upper(), b.lower(), b.title(), b.swapcase(), b.capitalize(), b.find(b'o'), b.rfind(b'o'), b.find(111), b.count(b'l'), b.count(108))
print(b.replace(b'o', b'00'), b.split(), b.split(b'o', 1), b.rsplit(b'o', 1), b.partition(b' '), b.rpartition(b'zz'))
print(b'  x '.strip(), b'xxaxx'.strip(b'x'), b.startswith(b'He'), b.endswith((b'x', b'ld')), b'a\nb\r\nc'.splitlines())
print(b.center(15, b'*'), b.zfill(13), b'-5'.zfill(4), b'a\tb'.expandtabs(4), b.hex(), b.hex('-', 4), b.hex(':', -4), b'ab'.isalpha(), b'1'.isdigit())
print(b.removeprefix(b'Hello'), b.removesuffix(b'World'), b'abc'.translate(bytes.maketrans(b'ab', b'xy'), b'c'), b.isascii())
print(b','.join([b'a', bytearray(b'b'), memoryview(b'c')]))
show(b.index, b'z')
show(b.find, 'a')
show(b.find, 300)
show(b','.join, ['a'])
show(b.split, b'')
show(b.startswith, 'a')
