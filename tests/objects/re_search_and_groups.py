import re
m = re.search(r'(?P<year>\d{4})-(?P<month>\d\d)(x)?', 'on 2024-05 it')
print(m, m.group(), m.group(1, 'month'), m['year'], m.groups(), m.groups('-'), m.groupdict(), m.span(), m.start('month'), m.end(3), m.lastindex, m.lastgroup)
print(m.pos, m.endpos, m.string, m.re.pattern, m.regs, m.expand(r'\2/\g<year>'))
print(re.match('a', 'ba'), re.fullmatch('a+', 'aaa'), re.fullmatch('a+', 'aab'), re.search('$', 'abc').start(), re.compile('b').match('abc', 1))
for key in 4, 'day', -1:
    try:
        m.group(key)
    except IndexError as e:
        print(e)
