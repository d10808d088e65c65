class Never:
    def __eq__(self, other): return False
    def __hash__(self): return 1
n = Never()
print(n == n, [n] == [n], (n,) == (n,), n in [n], n in (n,), n in {n}, {n: 1} == {n: 1}, [n].index(n), [n].count(n))
nan = float('nan')
print(nan in [nan], [nan] == [nan], (nan,) == (nan,), {nan} == {nan}, [nan].count(nan))
class Boom:
    def __eq__(self, other): raise ZeroDivisionError
for f in (lambda: 1 in [Boom()], lambda: [Boom()] == [1], lambda: [Boom()].index(1), lambda: (1,) == (Boom(),), lambda: [Boom()].remove(3)):
    try:
        f()
    except ZeroDivisionError:
        print('raised')
