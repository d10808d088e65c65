import string
print(string.Template('$who likes ${what} $$5').substitute(who='tim', what='kung pao'), string.Template('$a $b').safe_substitute(a=1))
print(string.capwords('hello  big world'), string.ascii_letters[:5], string.Formatter().format('{0:>4}{a[0]}{1!r}', 1, 'x', a=[2]))
print(list(string.Formatter().parse('a{b!r:c}d{}')), string.digits, string.Formatter().vformat('{x}', (), {'x': 1}))
try:
    string.Template('$x').substitute()
except KeyError as e:
    print('KeyError', e)
