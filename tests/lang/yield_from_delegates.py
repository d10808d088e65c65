def inner():
    try:
        got = yield 1
        print("inner got", got)
        got = yield 2
        print("inner got", got)
    except ValueError as e:
        print("inner caught", e)
        yield "recovered"
    finally:
        print("inner done")
    return "result"


def outer():
    r = yield from inner()
    print("outer has", r)
    r = yield from [10, 20]
    print("list gave", r)


g = outer()
print(next(g), g.send("a"), g.throw(ValueError("v")))
print(list(g))
g = outer()
next(g)
g.close()
g = outer()
next(g)
try:
    g.throw(KeyError("through"))
except KeyError as e:
    print("out came", e)


def stopper():
    yield
    raise StopIteration("not allowed")


try:
    list(stopper())
except RuntimeError as e:
    print(e, repr(e.__cause__))


def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)


print(list(tree(3)))
