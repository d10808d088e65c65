def f(n):
    try:
        raise ValueError(n)
    except ValueError:
        if n:
            f(n - 1)
        raise
try:
    f(200)
except ValueError as e:
    print(e)
    depth = 0
    while e is not None:
        depth += 1
        e = e.__context__
    print(depth)
e = None
for i in range(100000):
    n = ValueError(i)
    n.__context__ = e
    n.__cause__ = e
    e = n
del e, n
print("freed")
src = ""
for i in range(18):
    src += " " * i + "try:\n"
src += " " * 18 + "1/0\n"
for i in reversed(range(18)):
    src += " " * i + "except KeyError: pass\n"
try:
    exec(src)
except ZeroDivisionError as e:
    print(e)
