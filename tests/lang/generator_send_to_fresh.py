def g(): yield 1
it = g()
try:
    it.send(5)
except TypeError as e:
    print(e)
print(next(it))
try:
    it.send(None)
except StopIteration as e:
    print(e.value, e.args)
