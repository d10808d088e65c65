def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


for w in 0, 3, 4, 5, 8:
    print('[%s][%s][%s][%s]' % ('abc'.center(w), 'abc'.ljust(w, '*'), 'abc'.rjust(w, '中'), '-12'.zfill(w)))
print('ab'.center(5, '-'), 'abc'.center(6, '-'), '+5'.zfill(4), ''.zfill(3), '--1'.zfill(5))
print(repr('a\tbc\td'.expandtabs()), repr('a\tb'.expandtabs(4)), repr('a\n\tb'.expandtabs(2)), repr('a\tb'.expandtabs(0)))
show('a'.center, 5, 'xy')
show('a'.ljust, 5, 1)
show('a'.center, '5')
