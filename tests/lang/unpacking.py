a, b = 1, 2
a, b = b, a
(c, [d, *e]), f = (1, "xyz"), 4
*g, h = range(4)
i, *j, k = "hello"
[l] = [1]
print(a, b, c, d, e, f, g, h, i, j, k, l)
for bad in ("a, b = 1, 2, 3", "a, b, c = 1, 2", "a, b = 5", "*a, b, c = [1]", "a, b = iter([1])", "a, b = {1, 2, 3}"):
    try:
        exec(bad)
    except (ValueError, TypeError) as e:
        print(e)
print([*range(3), *"ab"], (*[1], 2), {*[1, 2], 3}, {**{"a": 1}, "b": 2})
