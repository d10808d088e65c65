def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print(b'a\xc3\xa9'.decode() == 'aé', b'\xe9'.decode('latin-1') == 'é', b'a\0'.decode('utf-16-le'), b'\xff\xfea\0'.decode('utf-16'))
bad = [b'\x80', b'\xc3', b'\xc3(', b'\xe2\x82', b'\xe2(\xa1', b'\xed\xa0\x80', b'\xf0\x9f\x98', b'\xf5', b'a\xffb']
for b in bad:
    show(b.decode)
    print([ascii(b.decode('utf-8', e)) for e in ('ignore', 'replace', 'backslashreplace', 'surrogateescape')])
show(b'\x80'.decode, 'ascii')
show(b'a'.decode, 'nosuch')
show(b'\xff'.decode, 'utf-8', 'nosuch')
print(ascii(b'\xed\xa0\x80'.decode('utf-8', 'surrogatepass')))
