it = iter([1, 2, 3, 0, 9].pop, 2)
print(list(it), list(it))
n = 0
def f():
    global n
    n += 1
    if n == 4: raise StopIteration
    return n
print(list(iter(f, 99)))
try:
    iter(1, 2)
except TypeError as e:
    print(e)
try:
    iter(1)
except TypeError as e:
    print(e)
print(type(iter(f, 1)).__name__)
