from decimal import *
from fractions import Fraction
import statistics
getcontext().prec = 30
print(Decimal(1) / 7, Decimal("1.10") + Decimal("2.2"), Decimal("1e5").normalize(), Decimal(2).sqrt(), repr(Decimal("0.1")))
print(Decimal("2.675").quantize(Decimal("0.01"), ROUND_HALF_UP), f"{Decimal('12345.678'):,.2f}", Decimal("-0").is_signed(), Decimal(0.1))
for f in (lambda: Decimal(1) / 0, lambda: Decimal("x"), lambda: Decimal("NaN") < 1):
    try: f()
    except ArithmeticError as e: print(type(e).__name__)
with localcontext() as c:
    c.prec = 5; print(Decimal(1) / 3, Decimal(3).exp())
print(Fraction(1, 3) + Fraction("0.25"), Fraction(0.5), Fraction(22, 7).limit_denominator(3), round(Fraction(7, 2)), repr(Fraction(-6, 4)), hash(Fraction(1, 2)) == hash(0.5))
print(statistics.mean([1, 2, 4]), statistics.median([3, 1, 2, 4]), statistics.stdev([1, 2, 3, 4]), statistics.mode("aab"), statistics.quantiles(range(10)), statistics.NormalDist(1, 2).cdf(1.5))
