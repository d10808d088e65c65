def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


import re
print(re.sub(r'(\w+) (\w+)', r'\2 \1', 'hello world'), re.sub('a', 'b', 'aaa', count=2), re.subn('x', 'y', 'axbx'), re.sub('', '-', 'abc'))
print(re.sub(r'\d', lambda m: str(int(m[0]) + 1), 'a1b2'), re.sub('(?P<n>b)', r'[\g<n>\g<0>\g<1>]', 'abc'), re.sub('a|b', '', 'xaby'), re.sub('x*', '-', 'abxd'))
print(re.split(r'\W+', 'a, b; c'), re.split('(,)', 'a,b,c', 1), re.split('x*', 'axbc'), re.split(r'\b', 'two words'), re.split('(a)|b', 'xaybz'))
print(re.findall('a(b)?(c)?', 'abcac'), re.findall('a|', 'ab'), [m.span() for m in re.finditer(r'\b', 'a b')], re.escape('a.b[c]'))
print(re.sub(b'a', b'b', b'banana'), re.split(rb'\s', b'a b'), re.sub('a', r'\n\\', 'a'))
for f in (lambda: re.sub('a', r'\1', 'a'), lambda: re.sub('a', r'\q', 'a'), lambda: re.sub('a', b'b', 'a'), lambda: re.match('a', b'a')):
    show(f)
