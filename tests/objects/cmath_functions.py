import cmath
for f in (cmath.sqrt, cmath.exp, cmath.log, cmath.sin, cmath.cosh, cmath.atan, cmath.acos, cmath.phase):
    r = [f(z) for z in (1, 0.5 - 2j, -3 + 0.25j)]
    print(f.__name__, [complex(round(complex(x).real, 10), round(complex(x).imag, 10)) for x in r])
print(cmath.polar(1j), cmath.isclose(cmath.rect(2, 1), 2 * cmath.exp(1j)), cmath.inf, cmath.infj, cmath.isnan(cmath.nanj), cmath.isfinite(1 + 1j))
for f, z in ((cmath.log, 0), (cmath.exp, 1000), (cmath.atanh, 1), (cmath.sin, cmath.inf), (cmath.sqrt, 'a')):
    try:
        print(f(z))
    except Exception as e:
        print(type(e).__name__, e)
