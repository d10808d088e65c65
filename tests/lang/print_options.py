import sys
print(1, "a", None, sep="-", end="!\n")
print()
print("x", file=sys.stdout, flush=True)
print(*range(3), sep="")
for kw in ({"sep": 1}, {"end": 2}, {"foo": 3}):
    try: print("q", **kw)
    except TypeError as e: print(e)
class W:
    def __init__(self): self.got = []
    def write(self, s): self.got.append(s)
w = W()
print("a", 1, file=w)
print(w.got)
