def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print('banana'.replace('a', 'o'), 'banana'.replace('a', '', 2), 'banana'.replace('na', 'NANA', 1))
print('abc'.replace('', '-'), 'abc'.replace('', '-', 2), ''.replace('', 'x'), 'abc'.replace('x', 'y'))
print(ascii('aéa'.replace('é', 'e')), ascii('abc'.replace('b', '中')), ascii('中b'.replace('中', 'a')))
s = 'same'
print(s.replace('x', 'y') is s, 'aaa'.replace('a', 'a', 0))
show(s.replace, 1, 'a')
show(s.replace, 'a', 1)
