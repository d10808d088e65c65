# Threads that write to one buffered file lose and double nothing; a buffer can not be entered again from within.
import io, os, threading
r, w = os.pipe()
lines = [b"line %d\n" % i for i in range(5000)]
got = []
with open(r, "rb") as reader, open(w, "wb", buffering=100) as writer:
    def read():
        while line := reader.readline():
            got.append(line)
    def write(part):
        for line in part:
            writer.write(line)
            if len(line) % 3 == 0:
                writer.flush()
    readers = [threading.Thread(target=read) for _ in range(1)]
    writers = [threading.Thread(target=write, args=(lines[i::3],)) for i in range(3)]
    for t in readers + writers: t.start()
    for t in writers: t.join()
    writer.close()
    for t in readers: t.join()
print(sorted(b"".join(got)) == sorted(b"".join(lines)))

class Raw(io.RawIOBase):
    def readable(self): return True
    def writable(self): return True
    def readinto(self, b): return buffered.read(1)
    def write(self, b): return buffered.write(b"x")
for kind, use in ((io.BufferedReader, lambda: buffered.read(1)), (io.BufferedWriter, lambda: (buffered.write(b"y" * 20), buffered.flush()))):
    buffered = kind(Raw(), 10)
    try:
        use()
    except RuntimeError as e:
        print(str(e).split("<")[0])
    try:
        buffered.detach()
    except RuntimeError as e:
        print("detach", str(e).split("<")[0])
