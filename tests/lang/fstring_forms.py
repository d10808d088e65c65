x, w, name = 3.14159, 10, "krait"
print(f"{x:.2f}|{x:>{w}.{2}f}|{name!r}|{name!s:^9}|{x=}|{x = :.1f}|{{}}|{'nested' + f'{w}'}")
print(f"{name:{'>'}{w}}" f" and {1 + 1}" " plain", rf"\d{w}")
print(f"""{
    w
} lines""")
print(f"{(lambda v: v * 2)(4)} {w if x else 0} {[i for i in range(3)]} { {'a': 1}['a'] }")
print(f"{name!a:*<8} {'é'!a} {None} {True:d} {3:04b} {1234567:_} {0.5:%} {'%'}")


class F:
    def __format__(self, spec):
        return f"<{spec}>"


print(f"{F()} {F():abc} {F():{w}x}")
try:
    f"{5:s}"
except ValueError as e:
    print(e)
