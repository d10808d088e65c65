from array import array
a = array('i', [1, 2, 3])
a.append(4); a.extend([5]); a.insert(0, 0); a.extend(array('i', [6])); a.fromlist([7]); a.frombytes(b'\x08\0\0\0')
print(a, len(a), a[0], a[-1], a[2:5], a[::-2], a.pop(), a.pop(0), a.index(3), a.count(3), 3 in a, a.typecode, a.itemsize)
a.remove(3); a.reverse(); print(a, a.tolist(), a.tobytes()[:8], a + array('i', [9]), array('i', [1]) * 3)
a[0] = 100; a[1:3] = array('i', [8, 8, 8]); del a[0]; del a[::2]; print(a)
print(array('d', [1, 2.5]), array('u', 'h\xe9'), array('u', 'x').tounicode(), array('f', [0.1]), array('B', b'ab'), array('Q', [2**64 - 1]), array('q', [-2**63]), array('b'))
print(array('i', [1, 2]) == array('d', [1, 2]), array('i', [1]) < array('i', [2]), list(array('h', [-1, 1])))
for f in (lambda: array('b', [200]), lambda: array('B', [-1]), lambda: array('I', [-1]), lambda: array('x'), lambda: array('i', 'a'), lambda: a[99], lambda: a['x'], lambda: array('i', [1.5]), lambda: a + [1], lambda: hash(a), lambda: array('i').pop(), lambda: a.remove(99), lambda: array()):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
