def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print('abc'.translate({97: 'X', 98: None, 99: 0x4e2d}) == 'X中', 'hello'.translate(str.maketrans('el', 'ip', 'o')))
print(str.maketrans({'a': 1, 98: 'x'}), str.maketrans('ab', 'cd'), 'abc'.translate('xyz' * 40)[:1] == 'x')
class Upper:
    def __getitem__(self, c):
        if c == 98:
            raise LookupError
        return chr(c).upper()
print('abc'.translate(Upper()))
show(str.maketrans, 'ab', 'c')
show(str.maketrans, {'ab': 1})
show(str.maketrans, 1)
show('a'.translate, {97: 'ok', 97: 0x110000})
show('a'.translate, {97: 1.5})
