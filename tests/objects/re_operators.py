import re
cases = [(r'a{2,3}', 'aaaa'), (r'a{2,3}?', 'aaaa'), (r'(?:ab|a)(?:c|bcd)', 'abcd'), (r'(a|b)*c', 'ababc'), (r'(a*)*b', 'aab'), (r'(?:(a)|b)*', 'ab'),
         (r'(?<=a)b', 'ab'), (r'(?<!a)b', 'ab'), (r'a(?=b)', 'ab'), (r'a(?!b)', 'ab'), (r'(a)\1', 'aa'), (r'(?i)ABC', 'abc'), (r'(?s).', '\n'),
         (r'(?m)^b$', 'a\nb\nc'), (r'(?x) a  b # c', 'ab'), (r'(a)?(?(1)b|c)', 'ab'), (r'(?>a+)a', 'aaa'), (r'a++b', 'aab'), (r'a*+a', 'aa'),
         (r'(?:ab)?+ab', 'ab'), (r'[^a-c]+', 'abcxyz'), (r'[\w.-]+@', 'me.x-y@z'), (r'\Aabc\Z', 'abc'), (r'\bfoo\b', 'a foo'), (r'\Bo', 'foo'),
         (r'(?:x|(y))+?z', 'xyxz'), (r'(.*?)-(.*)', 'a-b-c'), (r'[\]a]', ']'), (r'\x41\u00e9\N{SNOWMAN}', 'Aé☃'), (r'(?P<q>[\'"]).*?(?P=q)', "x'y'z"),
         (r'((a)|b){2}', 'ab'), (r'(?:a{0,2}b){2,}', 'aabab'), (r'()*x', 'x'), (r'(?i)straße', 'STRAßE'), (r'[а-я]+', 'это'), (r'(?a)\w+', 'aé')]
for pattern, text in cases:
    m = re.search(pattern, text)
    print(pattern, m and (m.span(), m.groups()))
