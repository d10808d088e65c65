def f(a: int, *args: str, k: "x" = 1, **kw: float) -> None: pass
print(f.__annotations__)
print(f.__annotations__ is f.__annotations__)
f.__annotations__ = None
print(f.__annotations__)
