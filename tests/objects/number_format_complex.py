for z in (0j, 1 + 2j, -1.5 - 2.5j, 1e20 + 1j, complex('nan+infj')):
    for spec in ('', 'f', '.2f', 'e', '.3', '20', '<20', '^20.1f', '+', ',.2f'):
        print(spec, format(z, spec), sep='|')
for spec in ('010', '=10', '%', 'd'):
    try:
        format(1j, spec)
    except ValueError as e:
        print(e)
