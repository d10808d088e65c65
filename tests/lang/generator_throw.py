def g():
    while True:
        try:
            yield 1
        except ValueError as e:
            print("caught", e)
            yield "handled"
it = g()
next(it)
print(it.throw(ValueError("x")))
print(it.throw(ValueError, "y") if next(it) else None)
try:
    it.throw(KeyError("k"))
except KeyError as e:
    print("out", e)
try:
    next(it)
except StopIteration:
    print("done")
try:
    it.throw(5)
except TypeError as e:
    print(e)
