def tries(f):
    try:
        r = f()
        print(type(r).__name__)
    except Exception as e:
        print(type(e).__name__, e)
for f in (lambda: type("X", (), {"__slots__": ("a",) * 3}), lambda: type("X\0", (), {}), lambda: type("X", (int, str), {}),
          lambda: type.__new__(type), lambda: type.mro(int), lambda: object.__new__(int), lambda: int.__new__(str),
          lambda: list.append(1, 2), lambda: list.append(), lambda: str.join(1, 2), lambda: dict.get({}),
          lambda: object().__class__.__bases__[0] if False else None, lambda: int.__add__("a", 1), lambda: int.__add__(1),
          lambda: "a".__mul__("b"), lambda: (1).__pow__(2, "x"), lambda: setattr(int, "x", 1), lambda: delattr(object, "__init__"),
          lambda: type("A", (bool,), {}), lambda: type("A", (type(None),), {}), lambda: list.__init__(1),
          lambda: list.__new__(list).append, lambda: list.__new__(dict), lambda: tuple.__new__(tuple, 5),
          lambda: (lambda: 0).__get__(None), lambda: property().fget, lambda: property().__get__(1), lambda: super(),
          lambda: super(1, 2), lambda: super(int, "x"), lambda: super(int).foo, lambda: memoryview(1), lambda: memoryview(b"")[0],
          lambda: slice(1, 2).indices(-1), lambda: slice(1, 2, 0).indices(5), lambda: range(1, 2, 0),
          lambda: compile("1", "f", "bad"), lambda: compile("1", "f", "exec", 12345), lambda: exec(1),
          lambda: eval("("), lambda: __import__(""), lambda: open("a\0b"), lambda: open(-1),
          lambda: sorted(5), lambda: max(()), lambda: sum([[]], []), lambda: sum("ab", ""), lambda: chr(-1), lambda: ord("ab"),
          lambda: getattr(1, 1), lambda: hasattr(1, 1), lambda: isinstance(1, 1), lambda: issubclass(1, int),
          lambda: isinstance(1, ((((int,),),),)), lambda: vars(1), lambda: dir(5) and None, lambda: iter(1), lambda: iter(1, 2),
          lambda: next(1), lambda: round("x"), lambda: pow("a", 2), lambda: hash([]), lambda: id(), lambda: len(5),
          lambda: int("1" * 10, 99), lambda: int("z", 36), lambda: int("", 10), lambda: float("1_"), lambda: complex("1+"),
          lambda: bytes("a"), lambda: bytes([256]), lambda: bytes([-1]), lambda: b"a".join(["x"]), lambda: "a".encode("nope"),
          lambda: b"\xff".decode(), lambda: "\ud800".encode(), lambda: str(b"a", "utf-8", "nope"), lambda: "%s%s" % (1,),
          lambda: "%z" % 1, lambda: "%(a)s" % 1, lambda: "{".format(), lambda: "{0.a}".format(1), lambda: "{!x}".format(1),
          lambda: "{:zz}".format(1), lambda: "{a[}".format(a=1), lambda: format("a", "d"), lambda: format(1.0, "x")):
    tries(f)
