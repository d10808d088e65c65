# Items of a bytearray in loops: ends, values out of range, exports.
def fill(b, values):
    for i, v in enumerate(values):
        b[i] = v
    return [b[i] for i in range(len(b))], b[-1]


def attempt(b, i, v):
    try:
        b[i] = v
        return b[i]
    except Exception as e:
        return type(e).__name__, str(e)


class Index:
    def __index__(self):
        return 2


b = bytearray(4)
print(fill(b, [1, 255, 0, 128]))
for i in 0, 3, 4, -1, -4, -5, True, Index(), "a", 1.5, 1 << 70:
    print([attempt(b, i, v) for v in (7, 255, 256, -1, True, Index(), "x", None, 1 << 70)])
m = memoryview(b)
b[1] = 9
print(m[1])
m[2] = 77
print(b[2])
try:
    del b[0]
except BufferError as e:
    print(e)
m.release()
del b[0]
print(b)
