class A:
    def __getattr__(self, name):
        return self.missing
try:
    A().x
except RecursionError as e:
    print("getattr", type(e).__name__)
class B:
    def __repr__(self):
        return repr(self)
    def __eq__(self, other):
        return self == other
    def __hash__(self):
        return hash(self)
    def __lt__(self, other):
        return self < other
    def __bool__(self):
        return bool(self)
    def __len__(self):
        return len(self)
    def __iter__(self):
        return iter(self)
    def __call__(self):
        return self()
    def __add__(self, other):
        return self + other
    def __getitem__(self, k):
        return self[k]
    def __contains__(self, k):
        return k in self
    def __str__(self):
        return f"{self}"
b = B()
for name, op in {"repr": lambda: repr(b), "eq": lambda: b == 1, "hash": lambda: hash(b), "lt": lambda: b < 1,
                 "bool": lambda: not b, "len": lambda: len(b), "iter": lambda: list(b), "call": lambda: b(),
                 "add": lambda: b + 1, "getitem": lambda: b[0], "in": lambda: 1 in b, "str": lambda: str(b),
                 "sort": lambda: [b, b].sort(), "max": lambda: max([b, b]), "key": lambda: {b: 1}}.items():
    try:
        op()
        print(name, "no error")
    except RecursionError as e:
        print(name, "RecursionError")
