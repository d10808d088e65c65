import math
print(math.factorial(30), math.comb(50, 25), math.perm(10, 3), math.perm(4), math.gcd(12, 18, 27), math.gcd(), math.lcm(4, 6, 10), math.isqrt(10**41), math.gcd(2**200, 6**100))
for f in (lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: math.comb(-1, 2), lambda: math.comb(3, -1), lambda: math.isqrt(-1), lambda: math.gcd(1.5)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
