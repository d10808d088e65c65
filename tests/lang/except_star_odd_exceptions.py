# except* finds exceptions by identity, and wraps what a clause raises even when it is one.
class Unhashable(ValueError):
    __hash__ = None
class Equal(ValueError):
    def __eq__(self, other): return True
    def __hash__(self): return 1
def run(group, kind, raised=None):
    try:
        try:
            raise group
        except* kind as e:
            print("caught", repr(e))
            if raised: raise raised
            raise
    except BaseException as e:
        print(repr(e), repr(e.__context__))
for cls in Unhashable, Equal:
    run(ExceptionGroup("g", [TypeError(1), cls(2)]), ValueError)
    run(ExceptionGroup("g", [TypeError(1), cls(2)]), TypeError)
run(ExceptionGroup("g", [TypeError(1), ValueError(2)]), (TypeError, ValueError), SyntaxError(3))
for body in "break", "continue", "return":
    try:
        compile(f"try: pass\nexcept* E:\n  {body}", "f", "exec")
    except SyntaxError as e:
        print(e)
