import io
class Raw(io.RawIOBase):
    def __init__(self): self.left = 3; self.out = b''
    def readable(self): return True
    def writable(self): return True
    def readinto(self, b):
        if not self.left: return 0
        self.left -= 1
        b[:3] = b'ab\n'
        return 3
    def write(self, b):
        self.out += bytes(b)
        return len(b)
print(io.BufferedReader(Raw()).read(), io.BufferedReader(Raw()).readline(), Raw().read(5), Raw().readall(), list(io.TextIOWrapper(io.BufferedReader(Raw()))))
raw = Raw(); w = io.BufferedWriter(raw, 4); w.write(b'abc'); print(raw.out, w.write(b'defg'), raw.out, w.flush(), raw.out)
t = io.TextIOWrapper(io.BufferedWriter(raw), encoding='utf-16-le', newline='\r\n'); t.write('x\n'); t.flush(); print(raw.out)
for f in (lambda: io.RawIOBase().read(1), lambda: io.IOBase().fileno(), lambda: io.BufferedIOBase().read(), lambda: io.TextIOWrapper(io.BytesIO(), encoding='nope')):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
