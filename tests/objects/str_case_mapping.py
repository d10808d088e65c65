for s in 'Hello World', 'straße', 'ΑΣ ΣΑΣ', 'ŉ', 'ǆ ǅ', 'İstanbul', 'ﬃ', '':
    print(ascii((s.upper(), s.lower(), s.title(), s.swapcase(), s.capitalize(), s.casefold())))
