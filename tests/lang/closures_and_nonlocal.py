def counter():
    n = 0

    def up():
        nonlocal n
        n += 1
        return n

    def reset():
        nonlocal n
        del n

    return up, reset


up, reset = counter()
print(up(), up())
reset()
try:
    up()
except NameError as e:
    print(type(e).__name__, e)


def late():
    def inner():
        return value
    try:
        inner()
    except NameError as e:
        print(e)
    value = 3
    return inner()


print(late())


def args_in_cells(a, *b, c=1, **d):
    return lambda: (a, b, c, d)


print(args_in_cells(1, 2, 3, c=4, e=5)())


def unbound():
    print(x)
    x = 1


try:
    unbound()
except UnboundLocalError as e:
    print(e)


def deep():
    v = 1

    def a():
        def b():
            def c():
                nonlocal v
                v *= 2
                return v
            return c
        return b()

    return a()(), v


print(deep())
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs], up.__code__.co_freevars)
