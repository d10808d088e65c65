# The array grows while the items are computed.
b = bytearray(b"old")


def items():
    for i in range(5):
        yield 65 + i
        print(b)


b.__init__(items())
print(b)
for bad in ([1, 256], iter([1, 256]), ("a" for _ in "x")):
    try:
        b.__init__(bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
