class M:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self): print("enter", self.name); return self.name
    def __exit__(self, t, v, tb): print("exit", self.name, t and t.__name__, v); return self.swallow
with M("a") as a, M("b") as b:
    print(a, b)
with M("s", True):
    raise ValueError("gone")
def f():
    with M("r"):
        return "returned"
print(f())
for i in range(2):
    with M("loop"):
        if i: break
        continue
try:
    with M("x"):
        1 / 0
except ZeroDivisionError as e:
    print("out", e)
