for s in 'abc', "it's", 'say "hi"', "both ' and \"", '\\', '\n\r\t', '\x00\x1f\x7f', 'é\xa0\xad', '\u200b\u3000', '\ud800', '\U0001f600', '\U000e0001':
    print(ascii(repr(s)), ascii(s))
