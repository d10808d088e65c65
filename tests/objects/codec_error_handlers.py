def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


import codecs
def star(e):
    return '*' * (e.end - e.start), e.end
codecs.register_error('star', star)
print('aéb中'.encode('ascii', 'star'), b'a\xff\xfeb'.decode('utf-8', 'star'), 'é'.encode('ascii', 'star'))
codecs.register_error('bytes', lambda e: (b'??', e.end))
print('aéb'.encode('ascii', 'bytes'))
codecs.register_error('back', lambda e: ('x', -1))
print(b'\xffabc'.decode('ascii', 'back'))
codecs.register_error('bad', lambda e: 5)
for f in (lambda: 'é'.encode('ascii', 'bad'), lambda: b'\xff'.decode('ascii', 'bad')):
    show(f)
exc = UnicodeEncodeError('ascii', 'aé', 1, 2, 'why')
print(codecs.lookup_error('replace')(exc), codecs.lookup_error('backslashreplace')(exc), codecs.lookup_error('ignore')(exc))
show(codecs.lookup_error('strict'), exc)
show(codecs.lookup_error, 'zzz')
