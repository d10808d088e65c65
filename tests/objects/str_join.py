def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print(','.join(['a', 'b']), ''.join('abc'), '-'.join(()), '中'.join(('a', 'b', 'é')), ', '.join(str(i) for i in range(4)))
print('x'.join(['a']), ''.join({'k': 1}))
show(','.join, ['a', 1])
show(','.join, 5)
show(','.join, [b'a'])
