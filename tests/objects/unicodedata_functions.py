def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


import unicodedata as u
for c in 'aÉ1½Ⅷ字가́ \u00a0\u2028\ue000\U0001f600':
    print(ascii(c), u.name(c, None), u.category(c), u.bidirectional(c), u.combining(c), u.east_asian_width(c), u.mirrored(c),
          u.decimal(c, None), u.digit(c, None), u.numeric(c, None), repr(u.decomposition(c)))
for form in 'NFC', 'NFD', 'NFKC', 'NFKD':
    print(form, ascii(u.normalize(form, 'é각ﬁ①Å\u0323')), u.is_normalized(form, 'é'))
print(u.lookup('GREEK SMALL LETTER ALPHA'), ascii(u.lookup('latin small letter a with macron and grave')), '\N{CJK UNIFIED IDEOGRAPH-4E2D}')
for f, a in [(u.lookup, ('x',)), (u.name, ('\x00',)), (u.decimal, ('a',)), (u.category, ('ab',)), (u.normalize, ('X', 'a'))]:
    show(f, *a)
