"""A tour of the language: one small scene for each of Python's ideas."""
from __future__ import annotations

import functools
import re
from collections import Counter, namedtuple
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum


def section(title):
    print(f"\n== {title} ==")


# ---- numbers and text ----
def numbers():
    section("numbers")
    print(7 // 2, -7 // 2, 7 % -3, 2 ** 100)
    print(0.1 + 0.2, 1e16, 1 / 3, round(2.5), round(3.14159, 2))
    print(complex(1, 2) * 3j, 0xFF, 0b1010, 1_000_000)
    print(f"{255:#x} {3.14159:8.3f} {1234567:,} {'left':<8}|{'right':>8}|")


def text():
    section("text")
    word = "naïve café"
    print(word.upper(), word.title(), word.encode("utf-8"), len(word))
    print("a,b,,c".split(","), " ".join(reversed("one two three".split())))
    print(re.sub(r"(\w+)@(\w+)", r"\2 at \1", "user@example"))
    print("%-5s|%05d|%.2e" % ("ab", 42, 12345.678))


# ---- functions ----
def make_counter(start=0, *, step=1):
    count = start

    def advance():
        nonlocal count
        count += step
        return count

    return advance


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def functions():
    section("functions")
    tick = make_counter(10, step=5)
    print(tick(), tick(), tick())
    print(fib(80), fib.cache_info())
    print((lambda *args, **kw: (args, kw))(1, 2, a=3))
    print(sorted("banana", key=lambda c: (-"banana".count(c), c)))


# ---- classes ----
class Shape(Enum):
    SQUARE = "square"
    CIRCLE = "circle"


@dataclass(order=True)
class Item:
    price: float
    name: str = field(compare=False)
    tags: list[str] = field(default_factory=list, compare=False)


class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    @property
    def fahrenheit(self):
        return self.degrees * 9 / 5 + 32

    def __add__(self, other):
        return Celsius(self.degrees + other.degrees)

    def __repr__(self):
        return f"Celsius({self.degrees})"


def classes():
    section("classes")
    print(Shape("circle"), [s.name for s in Shape])
    items = [Item(3.5, "tea"), Item(2.0, "milk", ["cold"]), Item(9.9, "cake")]
    print(min(items), sorted(items)[-1].name)
    print(Celsius(20) + Celsius(1.5), Celsius(100).fahrenheit)
    Point = namedtuple("Point", "x y")
    p = Point(1, y=2)
    print(p, p._replace(x=5), p.x + p.y)


# ---- iteration ----
def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1


def iteration():
    section("iteration")
    source = primes()
    print([next(source) for _ in range(10)])
    print({n: n * n for n in range(5)}, sorted({c for c in "hello" if c > "h"}))
    first, *middle, last = range(6)
    print(first, middle, last)
    print(list(zip("abc", range(3))), list(enumerate("xy", 1)))
    print(Counter("mississippi").most_common(2))


# ---- control flow ----
def describe(value):
    match value:
        case 0:
            return "zero"
        case int(n) if n < 0:
            return f"negative {n}"
        case [x, y]:
            return f"a pair of {x} and {y}"
        case {"kind": kind, **rest}:
            return f"{kind} with {rest}"
        case Celsius(degrees=d):
            return f"{d} degrees"
        case _:
            return "something else"


@contextmanager
def announced(name):
    print("enter", name)
    try:
        yield name.upper()
    finally:
        print("leave", name)


def control():
    section("control flow")
    for value in (0, -4, (1, 2), {"kind": "box", "size": 3}, Celsius(7), 3.5):
        print(describe(value))
    try:
        with announced("block") as name:
            print("inside", name)
            raise ValueError("oops")
    except ValueError as error:
        print("caught", error)
    else:
        print("not reached")
    try:
        raise ExceptionGroup("several", [KeyError("k"), TypeError("t")])
    except* KeyError as group:
        print("keys:", group.exceptions)
    except* TypeError as group:
        print("types:", group.exceptions)
    if (n := len("walrus")) > 5:
        print("length", n)


def main():
    numbers()
    text()
    functions()
    classes()
    iteration()
    control()


if __name__ == "__main__":
    main()
