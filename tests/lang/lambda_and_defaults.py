print((lambda: 1)(), (lambda x, /, y=2, *z, w=3, **k: (x, y, z, w, k))(1, 5, 6, w=7, q=8))


def f(a, b=[]):
    b.append(a)
    return b


print(f(1), f(2), f.__defaults__)


def g(*, a, b=2):
    return a, b


print(g(a=1), g.__kwdefaults__)
for call in ("f()", "f(1, 2, 3)", "g(1)", "g()", "g(a=1, c=2)", "f(1, a=2)", "(lambda x, /: x)(x=1)"):
    try:
        eval(call)
    except TypeError as e:
        print(e)
print(f.__name__, f.__qualname__, (lambda: 0).__qualname__, f.__code__.co_varnames)
