class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def kind(v):
    match v:
        case 0 | 1 | -1:
            return "small"
        case 1.5 | 2j:
            return "number"
        case "a" | b"b":
            return "text"
        case None | True:
            return "singleton"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [1, *rest, 9]:
            return f"from 1 to 9 with {rest}"
        case (a, [b, c]) | [a, b, c]:
            return f"{a} {b} {c}"
        case [*_, "end"]:
            return "ends"
        case {"x": x, "y": [y, *_]}:
            return f"map {x} {y}"
        case {"only": int() as n, **rest} if not rest:
            return f"only {n}"
        case {**rest} if rest:
            return f"rest {sorted(rest)}"
        case Point(0, y):
            return f"on the y axis at {y}"
        case Point(x=a, y=b) if a == b:
            return f"diagonal {a}"
        case Point():
            return "point"
        case str(s) | bytes(s):
            return f"string {s!r}"
        case float():
            return "float"
        case _:
            return "other"


for v in (0, True, -1, 1.5, 2j, "a", b"b", None, [], [5], (1, 2, 3, 9), (1, (2, 3)), [1, 2, 3], [7, 8, 6, "end"],
          {"x": 1, "y": [2, 3]}, {"only": 4}, {"only": 4, "more": 5}, {}, Point(0, 3), Point(2, 2), Point(1, 2), "s", b"t",
          2.5, {1}, range(1)):
    print(repr(v) if not isinstance(v, Point) else "Point", "->", kind(v))


class Bad:
    __match_args__ = ("a",)


for case in ("Bad(1, 2)", "int(1, 2)"):
    try:
        exec(f"match Bad():\n case {case}: pass\n" if "Bad" in case else f"match 5:\n case {case}: pass\n")
    except TypeError as e:
        print(e)
