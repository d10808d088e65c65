# stderr: ignore
# A limit beyond what the C stack holds still ends in RecursionError (CPython would need no C stack here).
import sys
sys.setrecursionlimit(10**9)
class A:
    def __getattr__(self, n): return getattr(self, n + "x")
def f(n):
    return f(n + 1) if n < 20000 else n
print(f(0))
