def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


s = 'abcabcabc'
print(s.find('c'), s.find('c', 3), s.find('c', -1), s.find('x'), s.find(''), s.find('', 20), s.find('abc', 1, 5))
print(s.rfind('c'), s.rfind('abc'), s.rfind('', 0, 4), s.rfind('x'), s.rfind('a', 1, 6))
print(s.count('abc'), s.count(''), s.count('a', 1), s.count('aa'), 'aaaa'.count('aa'), ''.count(''))
print('é中𐐷'.find('中'), 'é中𐐷x'.rfind('𐐷'), 'ééé'.count('é'), 'aé'.find('中'), '中文中文'.count('中文'))
print(s.index('b'), s.rindex('b'))
show(s.index, 'x')
show(s.rindex, 'x')
show(s.find, 1)
show(s.count, None)
show(s.find, 'a', 1.5)
