from __future__ import annotations

x: int = 5
y: list[str]
(z): float = 1
obj = type("O", (), {})()
obj.attr: int = 3


def f(a: int, b: "str" = "q", /, *args: tuple[int, ...], c: dict[str, int] | None = None, **kw: Undefined) -> -x + y[0]:
    local: NotEvaluated = 1
    return local


print(__annotations__)
print(f.__annotations__)


class C:
    n: lambda q, *r, s=1, **t: (q, r) = 2
    m: [i for i in x if i] or {1: 2, **d} or f"{x!r:>{w}}"


print(C.__annotations__)
