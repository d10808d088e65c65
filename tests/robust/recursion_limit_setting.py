import sys
print(sys.getrecursionlimit())
def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n
sys.setrecursionlimit(100)
print(80 < depth() <= 100)
sys.setrecursionlimit(5000)
print(4900 < depth() <= 5000)
for bad in (0, -5, "x", 2**31, 2**70):
    try:
        sys.setrecursionlimit(bad)
    except Exception as e:
        print(type(e).__name__, e)
def inner():
    sys.setrecursionlimit(1)
def at(n):
    if n: return at(n - 1)
    inner()
try:
    at(50)
except RecursionError as e:
    print(str(e)[:45])
