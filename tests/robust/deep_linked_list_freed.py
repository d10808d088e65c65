class Node:
    __slots__ = ("next",)
    def __init__(self, next):
        self.next = next
class Plain:
    def __init__(self, next):
        self.next = next
class Del:
    count = 0
    def __init__(self, next):
        self.next = next
    def __del__(self):
        Del.count += 1
for cls, n in ((Node, 1000000), (Plain, 300000), (Del, 300000)):
    head = None
    for _ in range(n):
        head = cls(head)
    del head
    print(cls.__name__, "freed")
print(Del.count)
x = None
for _ in range(1000000):
    x = (x,)
del x
x = None
for _ in range(300000):
    x = {"a": [x]}
del x
f = lambda: 0
for _ in range(100000):
    f = (lambda f: lambda: f)(f)
del f
m = "".join
for _ in range(1000):
    m = m.__call__
del m
print("done")
