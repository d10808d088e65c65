import sys
def gen(n):
    if n:
        yield from gen(n - 1)
    else:
        yield "bottom"
print(list(gen(300)))
try:
    list(gen(5000))
except RecursionError as e:
    print("RecursionError")
def chain(n):
    g = iter([1])
    for _ in range(n):
        g = (x for x in g)
    return g
try:
    list(chain(20000))
except RecursionError:
    print("RecursionError")
g = chain(100000)
del g
print("freed")
