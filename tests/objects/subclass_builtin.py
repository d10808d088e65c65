class L(list):
    def __init__(self, *a): super().__init__(*a); self.tag = "t"
class I(int):
    def __new__(cls, v): o = super().__new__(cls, v); o.extra = v * 2; return o
    def __add__(self, o): return "added"
class S(str): pass
class T(tuple):
    def first(self): return self[0]
class D(dict):
    def __missing__(self, k): return "missing " + k
l = L([1, 2]); l.append(3)
print(l, l.tag, len(l), isinstance(l, list))
i = I(5)
print(i, i.extra, i + 1, i * 2, type(i * 2).__name__)
s = S("abc"); s.attr = 1
print(s, s.attr, s.upper(), type(s.upper()).__name__, s == "abc", {s: 1}["abc"])
t = T((1, 2)); t.z = 3
print(t, t.first(), t.z)
print(D(a=1)["a"], D()["q"])
class F(float): pass
f = F(1.5); f.u = 1; print(f + 1, f.u, f.__dict__)
class E(Exception):
    def __init__(self, a): super().__init__(a); self.code = a
try: raise E(4)
except E as e: print(e.code, e.args, e.__dict__)
