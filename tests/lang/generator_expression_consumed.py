# Generator expressions consumed where they are made: results, errors, tracebacks, rebound builtins, frames.
import sys, traceback
def f(n, xs):
    k = 3
    print(sum(i * i for i in range(n)), sum((x for x in xs), ), sum(x * k for x in xs if x > 1))
    print(any(x > 2 for x in xs), any(x > 200 for x in xs), all(x > 0 for x in xs), all(x > 2 for x in xs), any(x for x in ()), all(x for x in []))
    print(min(x % 3 for x in xs), max(x % 3 for x in xs), max(-x for x in xs), list(x + y for x in xs for y in xs if x != y)[:5])
    print(", ".join(str(x) for x in xs), tuple(x for x in xs), sorted(-x for x in xs))
    return sum(1.5 * x for x in xs)
print(f(100, [1, 2, 3, 4]))
def tb(fn):
    try: fn()
    except Exception as e:
        print(repr(e), repr(e.__cause__), [(s.name, s.line, s.colno) for s in traceback.extract_tb(e.__traceback__)])
class A:
    def __add__(self, o): raise KeyError(sys._getframe(1).f_code.co_name)
    def __bool__(self): raise KeyError(sys._getframe(1).f_code.co_name)
    def __lt__(self, o): raise IndexError(sys._getframe(1).f_code.co_name)
    __radd__ = __gt__ = __add__
def e1(): return sum(1 / x for x in (1, 0))
def e2(): return sum(A() for x in (1, 0))
def e3(): return any(A() for x in (1, 0))
def e4(): return max(A() for x in (1, 0))
def e5(): return min(A() for x in (1, 0))
def e6(): return min(x for x in ())
def e7(): return max(x for x in ())
def e8(): return sum(next(iter(())) for x in (1, 0))
def e9(): return sum('a' for x in (1, 0))
def e10(): return list(x for x in 5)
def e11(): return any(A() < 1 for x in (1, 2))
def e12(): return ", ".join(x for x in (1, 2))
def e13(): return tuple(1 / x for x in (1, 0))
def e14():
    try: return sum(undefined for x in (1, 0))
    except NameError as e: return traceback.extract_tb(e.__traceback__)[1].name and 1 / 0
for fn in e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14: tb(fn)
def shadow():
    sum = lambda g: (type(g).__name__, list(g))
    return sum(x for x in (1, 2))
print(shadow())
any = lambda g: (type(g).__name__, list(g))
def shadow2(): return any(x for x in (1, 2)), any(x for x in 'ab')
print(shadow2())
del any
print(shadow2())
def frames(): return list(sys._getframe().f_code.co_name + sys._getframe(1).f_code.co_name for x in (1,))
print(frames())
def frame2():
    def who(): return sys._getframe(1).f_code.co_name, sys._getframe(2).f_code.co_name
    return list(who() for x in (1,)), max(who()[:2] for x in (1,))
print(frame2())
def big(): return sum(10**20 + x for x in range(3)), sum(x * 0.1 for x in range(10)), sum([x] == [1] for x in range(3)), sum(x for x in [True, 2.5, 1j])
print(big())
def nested(): return sum(sum(i * j for j in range(i)) for i in range(10)), max(len(w) for w in "a bb ccc".split()), list(lambda: i for i in range(3))[0]()
print(nested())
def rec(n): return n if n == 0 else sum(rec(n - 1) for _ in range(1))
try: rec(100000)
except RecursionError as e: print(str(e)[:32])
def pending():
    try: sum(10 // x for x in (5, 2, 0))
    finally: print('fin')
tb(pending)
