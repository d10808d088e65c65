def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print(repr(' \t a b \n'.strip()), repr('xxaxx'.strip('x')), repr('xyaxy'.lstrip('yx')), repr('  a '.rstrip()), repr(''.strip()))
print('TestHook'.removeprefix('Test'), 'TestHook'.removeprefix('Hook'), 'a.py'.removesuffix('.py'), 'a.py'.removesuffix(''))
print('abc'.startswith('a'), 'abc'.startswith(('x', 'ab')), 'abc'.endswith('c', 0, 2), 'abc'.endswith(()), 'abc'.startswith('', 4))
show('a'.strip, 1)
show('a'.startswith, 1)
show('a'.endswith, ('b', 1))
show('a'.removeprefix, 1)
