def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


class A:
    def __format__(self, spec):
        return 'A<%s>' % spec
class B:
    pass
class C:
    def __format__(self, spec):
        return 5
print(format(A(), 'x'), f'{A()}', f'{A():>5}', '{:abc}'.format(A()), format(None), format([1]), format('x'), f'{A()!s:.1}')
show(format, B(), 'x')
show(format, C())
show(format, 1, 2)
show('a'.__format__, 1)
