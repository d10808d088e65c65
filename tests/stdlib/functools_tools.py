import functools, inspect
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info())
@functools.singledispatch
def f(x): return "object"
@f.register
def _(x: int): return "int"
@f.register(list)
def _(x): return "list"
print(f(1), f([]), f("s"), f(True))
@functools.total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n
print(V(1) >= V(1), V(2) > V(1))
def deco(g):
    @functools.wraps(g)
    def inner(*a): "inner"; return g(*a)
    return inner
@deco
def named(a, b=2): "doc"
print(named.__name__, named.__doc__, inspect.signature(named))
print(functools.reduce(lambda a, b: a * b, range(1, 6), 1), functools.partial(int, base=2)("101"))
class C:
    @functools.cached_property
    def p(self): print("once"); return 1
c = C(); print(c.p, c.p)
print(sorted(["b", "A"], key=functools.cmp_to_key(lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))))
