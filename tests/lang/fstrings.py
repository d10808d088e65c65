x, w = 3.14159, 8
print(f"{x:.2f} {x!r} {'a'!s:>4} {x:{w}.1f} {{}} {x=} {x = :.1f} {1 + 1}{'nested ' + f'{w}'}")
print(f"{[i for i in range(3)]} {(lambda: 5)()} {'q':*^5}")
