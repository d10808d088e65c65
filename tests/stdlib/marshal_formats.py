# marshal: what each format writes, objects met twice, files read one object at a time, and bad data
import io
import marshal

shared = [1, "abc"]
for version in range(5):
    print(version, marshal.dumps(("name", 1.5, 2j, 2**40, -2**70, shared, shared), version)[:14].hex())
    back = marshal.loads(marshal.dumps((shared, shared), version))
    print(back, back[0] is back[1])

loop = []
loop.append(loop)
back = marshal.loads(marshal.dumps(loop))
print(back[0] is back)
print(marshal.dumps({"b", "a", "c"}) == marshal.dumps({"c", "b", "a"}))

file = io.BytesIO(marshal.dumps("one") + b"--" + marshal.dumps({"two": (2,)}))
print(marshal.load(file), file.read(2), marshal.load(file), file.tell())

for data in [b"", b"i\1", b"l\2\0\0\0\0\0\0\0", b"l\1\0\0\0\0\x80", b"0", b"[\1\0\0\0" b"0", b"r\0\0\0\0", b"?",
             b"s\xff\xff\xff\xff", b")\1" * 3000 + b"N", b"f\3abc"]:
    try:
        print(marshal.loads(data))
    except (EOFError, ValueError, TypeError) as e:
        print(type(e).__name__, e)


class Liar(io.BytesIO):
    def readinto(self, buffer):
        return super().readinto(buffer) + 10 * (len(buffer) > 1)


for source in [Liar(marshal.dumps(1.0)), io.BytesIO(b"g\0\0"), io.StringIO("g")]:
    try:
        marshal.load(source)
    except (EOFError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
