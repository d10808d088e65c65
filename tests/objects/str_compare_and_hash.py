print('a' < 'b', 'a' < 'B', 'abc' < 'abd', 'ab' < 'abc', 'é' > 'z', '𐐷' > '\uffff', '' < 'a', 'a' == 'a', 'a' != 'b')
print('a' == 1, 'a' != b'a', hash('abc') == hash('ab' + 'c'), {'é': 1}['\xe9'], hash('') == 0)
try:
    'a' < 1
except TypeError as e:
    print(e)
print(sorted(['b', 'A', 'é', 'a', '', 'aa', '中']), max('hello'), min('hello'))
