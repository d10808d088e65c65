import math
for f in (math.sqrt, math.exp, math.log, math.sin, math.cos, math.tan, math.atan, math.sinh, math.floor, math.ceil, math.trunc, math.fabs, math.log2, math.log10, math.expm1, math.cbrt):
    print(f.__name__, [f(x) for x in (0.5, 1, 2.5, 10)])
print(math.atan2(1, -1), math.hypot(3, 4), math.dist((0, 0), (1, 1)), math.fmod(-7, 3), math.remainder(7, 4), math.copysign(1, -0.0), math.ldexp(0.5, 4), math.frexp(10), math.modf(-2.5))
print(math.pi, math.e, math.tau, math.inf, math.nan, math.degrees(math.pi), math.radians(180), math.ulp(1.0), math.nextafter(1, 2), math.isclose(0.1 + 0.2, 0.3))
print(math.fsum([0.1] * 10), math.prod([2, 3, 4]), math.log(2**5000), math.log(8, 2))
