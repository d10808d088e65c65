def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


a = bytearray(b'abc')
m = memoryview(a)
for f in (lambda: a.append(1), lambda: a.clear(), lambda: a.__delitem__(0), lambda: a.extend(b'x')):
    show(f)
a[0] = 65
m[1] = 66
print(a, bytes(m))
m.release()
a.append(100)
print(a)
show(m.tobytes)
