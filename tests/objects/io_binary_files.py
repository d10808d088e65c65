import os, tempfile
fd, p = tempfile.mkstemp(); os.close(fd)
with open(p, 'wb') as f:
    print(f.write(b'abc\ndef\n' * 3), f.tell(), f.name == p, f.seek(2), f.write(b'XY'), f.readable())
with open(p, 'rb') as f:
    print(f.read(4), f.peek(1)[:1], f.readline(), f.tell(), f.seek(-4, 2), f.read(), f.seek(0), [len(l) for l in f])
    b = bytearray(5); f.seek(1); print(f.readinto(b), b)
with open(p, 'r+b') as f:
    print(f.read(2), f.write(b'__'), f.read(3), f.seek(0), f.read(8), f.truncate(5), f.seek(0), f.read())
with open(p, 'rb', 0) as f:
    print(type(f).__name__, f.read(2), f.readall(), repr(f.mode), f.closed)
try:
    f.read()
except ValueError as e:
    print(e)
os.unlink(p)
