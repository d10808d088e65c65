for n in (0, 42, -42, 1234567, 10**20):
    for spec in ('', 'd', 'b', 'o', 'x', 'X', '#x', '#b', '8', '<8', '^8', '=8', '*>8', '08', '+', ' ', ',', '_', '_x', '012,', '#010x', 'e', '.2f', '%', 'n'):
        print(spec, format(n, spec), sep='|')
for n, spec in ((1, '.3'), (1, 's'), (-1, 'c'), (65, '+c'), (65, '#c'), (1, ',x'), (1, 'y'), (1, 'z')):
    try:
        print(format(n, spec))
    except Exception as e:
        print(type(e).__name__, e)
print(format(65, 'c'), f'{8364:c}', f'{True:5}', f'{7:>{3}}')
