import sys
def f(n):
    return f(n + 1)
def g(n):
    return h(n)
def h(n):
    return g(n)
for fn in (f, g):
    try:
        fn(0)
    except RecursionError as e:
        print(e)
f2 = lambda: f2()
try:
    f2()
except RecursionError as e:
    print(type(e).__name__)
