import io
b = io.BytesIO(b'abc\ndef')
print(b.read(2), b.readline(), list(b), b.seek(1), b.write(b'ZZ'), b.getvalue(), b.truncate(4), b.getvalue(), b.seek(6), b.write(b'.'), b.getvalue(), bytes(b.getbuffer()))
s = io.StringIO('one\ntwo\n')
print(s.read(2), s.readline(), s.tell(), list(s), s.seek(0), s.write('\u20ac'), s.getvalue(), s.truncate(2), s.getvalue())
for f in (lambda: b.write('x'), lambda: s.write(b'x'), lambda: io.StringIO(1), lambda: io.BytesIO('x'), lambda: b.seek(-1), lambda: s.seek(1, 1)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
b.close(); s.close(); print(b.closed, s.closed)
print(io.StringIO('a\r\nb', newline=None).read(), repr(io.StringIO('a\nb', newline='\r\n').getvalue()))
