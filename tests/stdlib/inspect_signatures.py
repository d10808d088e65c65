import inspect
def f(a, /, b: int = 1, *args, c, d="x", **kw) -> str:
    """Doc
       more."""
    return a
class C:
    def m(self, x): return x
    @classmethod
    def k(cls): pass
    @property
    def p(self): pass
print(inspect.signature(f), inspect.getsource(C.m), inspect.getdoc(f))
for p in inspect.signature(f).parameters.values(): print(p, p.kind, p.default is p.empty)
print(inspect.signature(C.m), inspect.signature(C().m), inspect.signature(len), inspect.signature(C))
b = inspect.signature(f).bind(1, 2, 3, c=4, z=5); b.apply_defaults(); print(b.arguments)
print([n for n, _ in inspect.getmembers(C, inspect.isfunction)], inspect.isclass(C), inspect.ismethod(C.k), inspect.getmro(C)[1])
def g(): yield 1
async def co(): pass
print(inspect.isgeneratorfunction(g), inspect.iscoroutinefunction(co), inspect.getfullargspec(f), inspect.getmodule(f).__name__)
print(inspect.getsourcelines(g), inspect.currentframe().f_lineno, inspect.stack()[0].function, inspect.cleandoc("a\n  b\n  c"))
print(inspect.getgeneratorstate(g()), inspect.unwrap(f) is f, inspect.getclosurevars(f).globals)
try: inspect.signature(f).bind(1)
except TypeError as e: print(e)
