"""__get__ is called with the descriptor first, whatever it is: builtins are not bound, nor are other callables."""
class Call:
    def __call__(self, *args): return len(args)
class D:
    __get__ = Call()
class E:
    __get__ = staticmethod(lambda *args: [a if a is None else type(a).__name__ for a in args])
class F:
    __get__ = isinstance
class X:
    d, e, f = D(), E(), F()
print(X.d, X().d, X.e, X().e)
for x in X, X():
    try:
        print(x.f)
    except TypeError as e:
        print(e)
