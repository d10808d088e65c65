import re


class Stop(Exception):
    pass


def stop(m):
    if m.start() > 3:
        raise Stop(m.group())
    return m.group().upper()


try:
    re.sub('[a-z]', stop, 'abcdefgh')
except Stop as e:
    print('stopped at', e)
print(re.sub('(a)(b)?', lambda m: repr(m.groups()), 'aab'), re.sub('.', lambda m: None, 'abc') == '')
p = re.compile('x')
print(p.sub(lambda m: p.sub('y', 'x'), 'axb'), [m.group() for m in re.finditer(r'\d+', '1 22 333')])
text = bytearray(b'one two')
m = re.search(b'two', text)
print(m.group(), m.span())
