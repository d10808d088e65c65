import re
for p in '(', ')', 'a**', '[', '[b-a]', '(?P<a>x)(?P<a>y)', '\\1', '(?<=a*)b', '*a', 'a{2,1}', '(?P<1>a)', '\\', '(?z)', 'a(?i)b', '(?P=x)', '\\N{zz}', '(?(2)a)':
    try:
        re.compile(p)
        print(p, 'ok')
    except re.error as e:
        print(p, '|', e, '|', e.pos, e.lineno, e.colno)
