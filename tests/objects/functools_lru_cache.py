from functools import lru_cache, cache
@lru_cache(maxsize=2)
def f(x, y=0):
    print('call', x, y)
    return x + y
print(f(1), f(1), f(2), f(1), f(3), f(2), f.cache_info(), f.cache_parameters())
f.cache_clear(); print(f.cache_info())
print(f(1, y=2), f(1, y=2), f(1, 2))
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info(), fib.__name__, fib.__wrapped__(1))
class C:
    @lru_cache
    def m(self, a): return a * 2
    def __init__(self): pass
c = C(); print(c.m(2), c.m(2), C.m.cache_info())
@lru_cache(typed=True)
def g(x): return type(x).__name__
print(g(1), g(1.0), g(True), g.cache_info().currsize)
try:
    f([])
except TypeError as e:
    print(e)
