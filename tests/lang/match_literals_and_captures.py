def f(x):
    match x:
        case 0 | 1: return "small"
        case -5: return "minus five"
        case "s": return "string"
        case None | True: return "singleton"
        case int(n) if n > 100: return f"big {n}"
        case [a, b]: return f"pair {a} {b}"
        case [first, *rest]: return f"list {first} {rest}"
        case {"k": v, **more}: return f"map {v} {more}"
        case str() as s: return f"str {s}"
        case _: return "other"
for x in (0, 1, -5, "s", None, True, 500, [1, 2], (1, 2, 3), {"k": 1, "z": 2}, "text", 7.5, {}, b"ab", []):
    print(repr(x), f(x))
