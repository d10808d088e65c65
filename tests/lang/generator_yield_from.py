def inner():
    x = yield 1
    print("inner got", x)
    try:
        y = yield 2
    except ValueError as e:
        print("inner caught", e)
        y = "v"
    return "r" + str(y)
def outer():
    r = yield from inner()
    print("inner returned", r)
    yield from [10, 20]
    yield from "ab"
o = outer()
print(next(o), o.send("s"), o.throw(ValueError("boom")))
print(list(o))
