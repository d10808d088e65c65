def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


m = memoryview(b'abcdef')
print(m[0], m[-1], m[1:3].tobytes(), m[::2].tolist(), len(m), m.nbytes, m.format, m.itemsize, m.shape, m.strides, m.ndim, m.readonly)
print(m == b'abcdef', m[1:] == b'bcdef', b'abc' == memoryview(b'abc'), hash(m) == hash(b'abcdef'), m.obj, m.hex(), m.contiguous, m[::2].contiguous)
print(list(m), m.tolist(), bytes(m[::-1]), 97 in m, m.c_contiguous, m.suboffsets, m[2:4].obj is m.obj)
with memoryview(b'xy') as v:
    print(v[0])
show(lambda: v[0])
show(lambda: m[10])
show(lambda: m['a'])
show(m.__setitem__, 0, 1)
show(memoryview, 'a')
show(hash, memoryview(bytearray(1)))
