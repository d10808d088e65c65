def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


for spec in '', '5', '<5', '>5', '^5', '*^7', '.2', '6.2', '05', 's', '10s', 'x>4', '中^5':
    print(ascii(format('abc', spec)))
for spec in 'd', '=5', '+5', ' ', '#', ',', '_', 'z', '5.', '5x6', 'sx', '.', '99999999999999999999':
    show(format, 'abc', spec)
