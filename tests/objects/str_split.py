def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print(' a  b c '.split(), ' a  b c '.split(None, 1), 'a,b,,c'.split(','), 'a,b,c'.split(',', 1), ''.split(), ''.split(','))
print(' a  b c '.rsplit(None, 1), 'a,b,c'.rsplit(',', 1), 'a--b--c'.split('--'), 'x'.split('xx'), 'a\u3000b\x85c'.split())
print('a\nb\r\nc\rd\x0be\x1cf\u2028g\n'.splitlines(), 'a\n\nb'.splitlines(True), ''.splitlines(), '\n'.splitlines())
print('a=b=c'.partition('='), 'a=b=c'.rpartition('='), 'abc'.partition('='), 'abc'.rpartition('='))
show('a'.split, '')
show('a'.split, 1)
show('a'.partition, '')
show('a'.partition, 2)
