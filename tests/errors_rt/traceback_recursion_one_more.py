def f(n):
    if n:
        return f(n - 1)
    return [][0]


f(4)
