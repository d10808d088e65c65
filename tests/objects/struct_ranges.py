# Numbers that a format does not hold: the message depends on the format, the byte order and the kind of number.
import struct
class Index:
    def __init__(self, value): self.value = value
    def __index__(self): return self.value
for code in "bBhHiIlLqQnN?efd":
    for order in "@<>":
        for v in [-1, -129, 128, 256, -2**15-1, 2**15, 2**16, -2**31-1, 2**31, 2**32-1, 2**32, -2**62, -2**63, 2**63-1, 2**63, 2**64-1, 2**64,
                  -2**63-1, 10**400, Index(2**64), Index(-2**64), Index(300), Index(-1), Index(2**40)]:
            try: r = struct.pack(order + code, v)
            except Exception as e: r = f"{type(e).__name__} {e}"
            print(order + code, r)
