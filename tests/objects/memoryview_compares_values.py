# Views are equal when their items are, whatever the formats; NaN is not.
import array
import sys

for a, b in (("i", "q"), ("f", "d"), ("B", "b"), ("u", "u"), ("h", "d")):
    x, y = array.array(a, "12" if a == "u" else [1, 2]), array.array(b, "12" if b == "u" else [1, 2])
    print(a, b, memoryview(x) == memoryview(y), memoryview(x) == y, y == memoryview(x), memoryview(x) != x)
nan = memoryview(array.array("d", [float("nan")]))
print(nan == nan, nan == memoryview(nan), nan.tolist() == nan.tolist())
released = memoryview(b"x")
released.release()
print(released == released, released == memoryview(b"x"), b"x" == released, released != released)
print(memoryview(b"x") == "x", memoryview(b"x") == [120], memoryview(b"x").__lt__(b"y"))
shared = memoryview(bytearray(b"abc"))
with memoryview(shared) as inner:
    sub = inner[1:]
print(shared.tobytes(), sub.tobytes(), sub.obj is shared.obj)
try:
    hash(memoryview(bytearray(b"x")).toreadonly())
except TypeError as e:
    print(e)
