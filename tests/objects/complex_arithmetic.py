a, b = 1 + 2j, 3 - 1j
print(a + b, a - b, a * b, a / b, a ** 2, a ** -1, a ** 0, a ** 0.5, -a, +a, abs(3 + 4j), a.conjugate(), a.real, a.imag, a == 1 + 2j, a != b)
print(a + 1, 2 * a, a - 0.5, 1j * 1j, 1 / 1j, bool(0j), hash(1 + 0j) == hash(1), complex(1, -0.0), -0j, 1e300 * 1e300j)
for f in (lambda: a < b, lambda: a // b, lambda: a % b, lambda: a / 0, lambda: 0j ** -1, lambda: int(a), lambda: float(a), lambda: pow(a, 2, 3)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
