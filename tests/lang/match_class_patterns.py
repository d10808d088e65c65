class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
def f(p):
    match p:
        case P(0, 0): return "origin"
        case P(x, y=0): return f"on x at {x}"
        case P(x=0): return "on y"
        case P(): return "somewhere"
        case bool(b): return f"bool {b}"
        case float(v) | int(v): return f"number {v}"
for p in (P(0, 0), P(3, 0), P(0, 4), P(1, 1), True, 2.5, 3):
    print(f(p))
try:
    match P(1, 2):
        case P(1, 2, 3): pass
except TypeError as e:
    print(e)
try:
    match 5:
        case int(1, 2): pass
except TypeError as e:
    print(e)
