class Manager:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__, value, tb is not None)
        return self.suppress


with Manager("a") as a, Manager("b") as b:
    print(a, b)
with Manager("s", suppress=True):
    raise ValueError("hidden")
try:
    with Manager("outer"), Manager("inner"):
        raise KeyError("shown")
except KeyError as e:
    print("caught", e)


def f():
    for i in range(3):
        with Manager(i):
            if i == 0:
                continue
            if i == 1:
                return "returned"


print(f())
with (Manager("p") as x, Manager("q") as y):
    print(x + y)
try:
    with 5:
        pass
except TypeError as e:
    print(e)
with Manager("t") as (c):
    print(c)
