for x in (0.0, 1.0, -2.5, 0.1, 1e20, 5e-324):
    print(x.is_integer(), x.as_integer_ratio(), x.conjugate(), x.real, x.imag, int(x), x.__floor__(), x.__ceil__(), x.__trunc__())
for x in (float('inf'), float('nan')):
    for f in (x.as_integer_ratio, lambda: int(x)):
        try:
            f()
        except Exception as e:
            print(type(e).__name__, e)
class F(float):
    pass
f = F(1.5); f.tag = 'x'
print(f, f + 1, type(f + 1).__name__, f.tag, F('2'), hash(f) == hash(1.5), f == 1.5, type(f.real).__name__)
