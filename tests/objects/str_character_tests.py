names = ['isalnum', 'isalpha', 'isascii', 'isdecimal', 'isdigit', 'isidentifier', 'islower', 'isnumeric',
         'isprintable', 'isspace', 'istitle', 'isupper']
for s in '', 'a', 'A', '1', '²', '½', 'aB1', ' \t', 'Ab Cd', 'é', '_x', '中', '\x00', 'ǅ', '1a', '٣':
    print(ascii(s), [n for n in names if getattr(s, n)()])
