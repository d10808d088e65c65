# Consumers that want plain bytes refuse views with gaps; those that can read any view do.
import array
import zlib

m = memoryview(bytearray(b"abcdef"))[::-2]
for take in (bytes, bytearray, list, zlib.crc32, b"".join, b"x".__add__, b"xyz".find, bytearray(b"fdb").__eq__, bytearray(b"fdb").__lt__,
             b"fdb".__eq__, lambda v: b",".join([v]), lambda v: bytearray(b"x") + v, lambda v: m == b"fdb", lambda v: array.array("B", v),
             lambda v: memoryview(v).tobytes(), lambda v: v.hex("-"), lambda v: bytes(v[::-1])):
    try:
        print(take(m))
    except (TypeError, BufferError) as e:
        print(type(e).__name__, e)

grid = memoryview(bytearray(range(24))).cast("H", [3, 4])
print(grid.shape, grid.strides, grid.suboffsets, grid.c_contiguous, grid.f_contiguous, grid.ndim, len(grid))
print(grid[2, 3], grid.tolist(), bytes(grid) == bytes(range(24)), grid.tobytes("F")[:6], grid.tobytes("A")[:6])
grid[1, -1] = 500
print(grid == memoryview(bytes(grid)).cast("H", [3, 4]), grid == memoryview(bytes(grid)).cast("h", [3, 4]), grid.cast("B")[14:16].tolist())
for bad in (lambda: grid[0], lambda: grid[0, 0, 0], lambda: grid[3, 0], lambda: grid[0, 2**80], lambda: grid[:, :], lambda: grid.cast("H"),
            lambda: grid.cast("B", [4, 6]), lambda: grid[()], lambda: grid["x"], lambda: grid.tobytes("X"), lambda: hash(grid.toreadonly())):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, e)
one = memoryview(b"\1\0\0\0").cast("i", [])
print(one[()], one.tolist(), one.ndim, one.shape, len(one), one[...] is one, one.cast("B").tolist())
print(memoryview(b"abc")[0:0:2].c_contiguous, memoryview(b"abc")[0:0].c_contiguous)
