a, b = 1, 2
(a, b), [c, *d] = (b, a), "xyz"
print(a, b, c, d)
*head, tail = range(4)
print(head, tail)
first, *_, last = "abcdef"
print(first, last, _)
for k, (v, w) in {"one": (1, 2)}.items():
    print(k, v, w)
print(*[1, 2], *(3,), sep="-")
print([*range(3), *"ab"], (*"x", 1), {*[1, 1]}, {**{"a": 1}, "b": 2, **{"a": 3}})
for bad in ("a, b = 1,", "a, b = 1, 2, 3", "a, *b, c = [1]", "a, b = 5", "[] = [1]", "(*a,) = 3"):
    try:
        exec(bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
x = y = z = [0]
x.append(1)
print(y is z, z)
(q := 5)
print(q)
