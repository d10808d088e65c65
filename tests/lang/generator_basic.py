def g(n):
    for i in range(n):
        got = yield i
        if got: print("got", got)
    return "end"
it = g(4)
print(next(it), it.send("a"), next(it), it.send("b"))
try:
    next(it)
except StopIteration as e:
    print("stop", e.value)
print(next(it, "default"), list(g(3)), sum(g(5)))
