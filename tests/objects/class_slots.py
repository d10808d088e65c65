class S:
    __slots__ = ("a", "b")
    def __init__(self):
        self.a = 1
s = S()
print(s.a)
for name in ("b", "c"):
    try:
        getattr(s, name)
    except AttributeError as e:
        print(e)
try:
    s.c = 3
except AttributeError as e:
    print(e)
s.b = 2
del s.a
try:
    del s.a
except AttributeError as e:
    print(e)
print(s.b, hasattr(s, "__dict__"), S.a, S.__slots__)
class T(S):
    __slots__ = ["c"]
class U(S): pass
t, u = T(), U()
t.c = 9
u.z = 10
print(t.a, t.c, u.a, u.z, u.__dict__)
class P:
    __slots__ = "__private"
    def __init__(self): self.__private = 4
    def get(self): return self.__private
print(P().get(), [n for n in dir(P) if "private" in n])
for bad in ("class Q:\n __slots__='x'\n x=1", "class R(int):\n __slots__=('x',)", "class R2:\n __slots__=(1,)",
            "class R3:\n __slots__=('1a',)", "class A1:\n __slots__=('x',)\nclass A2:\n __slots__=('y',)\nclass A3(A1,A2): pass"):
    try:
        exec(bad)
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
