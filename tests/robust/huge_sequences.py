# stderr: ignore
import sys
big = sys.maxsize
for name, op in {
    "list*": lambda: [0] * big, "list*2": lambda: [0, 1, 2] * (big // 2), "str*": lambda: "xy" * big,
    "tuple*": lambda: (1, 2) * big, "bytes*": lambda: b"ab" * big,
    "bytearray()": lambda: bytearray(big), "bytearray*": lambda: bytearray(b"ab") * big,
    "str*huge": lambda: "x" * 10**30, "list*huge": lambda: [0] * 10**30, "bytes huge": lambda: bytes(10**30),
    "ljust": lambda: "x".ljust(big), "center": lambda: "x".center(big), "zfill": lambda: "x".zfill(big),
    "range len": lambda: len(range(10**30)),
    "list(range)": lambda: list(range(10**30)), "tuple(range)": lambda: tuple(range(big)), "set": lambda: tuple(range(10**15)),
    "shift huge": lambda: 1 << 10**30,
    "join": lambda: ("x" * 1000).join(["y"] * 10) and 0, "index": lambda: [1][10**30],
    "chr": lambda: chr(10**30), "format": lambda: format(1, "99999999999999999999d"),
    "%": lambda: "%99999999999999999999d" % 1, "format2": lambda: "{:9223372036854775807}".format("x"),
    "replace": lambda: 0, "slice": lambda: range(10**30)[10**29],
}.items():
    try:
        print(name, op())
    except Exception as e:
        print(name, type(e).__name__, e)
