def d(n):
    print("make", n)
    def deco(f):
        print("apply", n)
        return lambda *a: (n, f(*a))
    return deco
@d(1)
@d(2)
def f(x): return x
print(f(0))
@(lambda c: c.__name__)
class K: pass
print(K)
