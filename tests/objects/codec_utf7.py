for s in 'a+b', 'Hi Mom \u263a!', 'é', '\U0001f600x', '~\\', 'A\u2262\u0391.', '-é-':
    b = s.encode('utf-7')
    print(ascii(s), b, b.decode('utf-7') == s)
for b in b'+AG', b'+', b'a\xff', b'+AOk', b'+2AA-', b'+-', b'++-':
    try:
        print(b, ascii(b.decode('utf-7')))
    except UnicodeDecodeError as e:
        print(b, e)
    print(ascii(b.decode('utf-7', 'replace')))
