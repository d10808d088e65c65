import sys
def f(n): return f(n + 1)
try:
    f(0)
except RecursionError as e:
    print(e)
sys.setrecursionlimit(200)
def g(n):
    try:
        return g(n + 1)
    except RecursionError:
        return n
print(50 < g(0) < 200)
