def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


a = bytearray(b'abc')
a.append(100)
a.extend(b'ef')
a.extend([103, 104])
a.insert(0, 33)
print(a, a.pop(), a.pop(0), a)
a.remove(98)
a.reverse()
print(a, len(a))
a[0] = 65
a[1:3] = b'XYZW'
print(a)
a[::2] = b'____'[:len(a[::2])]
print(a)
del a[0], a[1:3]
print(a)
a += b'tail'
a *= 2
print(a, a.copy() == a, a.copy() is a)
del a[::2]
print(a)
a.clear()
print(a, bool(a))
show(a.pop)
show(a.remove, 1)
show(a.append, 256)
show(a.append, 'a')
show(a.__setitem__, 0, 1)
show(a.__setitem__, slice(0, 0), 5)
show(bytearray(b'abcd').__setitem__, slice(None, None, 2), b'x')
