def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


import struct
print(struct.pack('<bBhHiIqQ', -1, 255, -2, 65535, -3, 4294967295, -4, 2**64 - 1), struct.pack('>fd?', 1.5, -2.25, True), struct.pack('e', 1.5))
print(struct.unpack('<bBhH', b'\xff\xff\xfe\xff\xff\xff'), struct.unpack('>i4sx2p', b'\0\0\1\0abcd\0\1z'), struct.calcsize('bi'), struct.calcsize('=bi'))
b = bytearray(8)
struct.pack_into('>H', b, 2, 513)
print(b, struct.unpack_from('>H', b, 2), list(struct.iter_unpack('<H', b)), struct.pack('3s3s', b'abcd', b'x'), struct.pack('2c', b'a', b'b'))
s = struct.Struct('>I')
print(s.size, s.format, s.pack(7), s.unpack(b'\0\0\0\7'), struct.pack('P', 5)[:1], struct.pack('@n', -1) == b'\xff' * 8)
for f, a in [('b', 128), ('B', -1), ('h', 'x'), ('f', 1e39), ('s', 'a'), ('c', b'ab'), ('2i', 1), ('y', 1), ('3', 1), ('Q', 2**64)]:
    show(struct.pack, f, a)
show(struct.unpack, 'i', b'abc')
