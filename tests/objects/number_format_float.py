for x in (0.0, -0.0, 1.5, -1234.5678, 1e10, 1e16, 1.5e-7, float('inf'), float('nan')):
    for spec in ('', 'f', '.0f', '.2f', 'e', '.3e', 'g', '.3g', '#.3g', '%', '.1%', '10', '010.2f', '+.1f', ',.2f', '_', '.3', 'z.0f', 'G', 'E', '^12.1f'):
        print(spec, format(x, spec), sep='|')
for spec in ('d', 'x', 's', 'c'):
    try:
        format(1.5, spec)
    except ValueError as e:
        print(e)
