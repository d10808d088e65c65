import sys


def f(n):
    return f(n + 1)


try:
    f(0)
except RecursionError as e:
    print(e)
sys.setrecursionlimit(200)
try:
    f(0)
except RecursionError as e:
    print(type(e).__mro__)
