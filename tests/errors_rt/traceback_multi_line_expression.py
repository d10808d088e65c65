def f(*args):
    raise KeyError(args)


x = f(
    1,
    2,
) + 3
