def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


for spec in 'd', 'b', 'o', 'x', 'X', 'c', 'n', '5', '<5', '^7', '05', '+', ' ', '#x', '#b', ',', '_', '_x', '010,', '*>+8d', 'e', '.1f', '%', '=+6':
    print(spec, format(65, spec), format(1234567, spec) if spec != 'c' else '', format(-42, spec) if spec != 'c' else '')
for spec in '', 'e', '.3e', 'f', '.0f', 'g', '.10g', 'G', 'n', '%', '.1%', '08.2f', ',.2f', '+.1f', '#.0f', '_', '>10', 'F':
    print(spec, format(1234.5, spec), format(-0.00001, spec), format(float('inf'), spec), format(float('nan'), spec))
for v, spec in [(1, 's'), (1, '.2'), (1, ',_'), (1, ',x'), (1.5, 'd'), (1.5, 'x'), (1, 'c5'), (1.5, 's'), (1, ',,'), (2**31, 'c')]:
    show(format, v, spec)
