class NoExit:
    def __enter__(self): pass
for thing in (5, NoExit()):
    try:
        with thing: pass
    except TypeError as e:
        print(e)
class BadExit:
    def __enter__(self): return self
    def __exit__(self, *a): raise KeyError("exit")
try:
    with BadExit():
        raise ValueError("body")
except KeyError as e:
    print(repr(e), repr(e.__context__))
