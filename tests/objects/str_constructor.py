def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


class A:
    def __str__(self):
        return 'A!'
class B:
    def __repr__(self):
        return 'B?'
class C:
    def __str__(self):
        return 5
print(str(), str(5), str(A()), str(B()), str(b'\xc3\xa9', 'utf-8') == 'é', str(b'abc', 'ascii', 'strict'), str(bytearray(b'x'), encoding='latin-1'))
print(str(object='a'), str(b'ab'), str(None), str('x'))
show(str, C())
show(str, 'a', 'utf-8')
show(str, 5, 'utf-8')
show(str, b'a', 5)
