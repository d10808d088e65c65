s = 'aé中𐐷z'
print([ascii(c) for c in s], s[0], ascii(s[-2]), ascii(s[1:4]), ascii(s[::-1]), ascii(s[::2]), s[5:], ascii(s[-3:-1]))
print(ascii(s[1:2]), s[4], len(s), s[10:20] == '', 'abcdef'[4:1:-1], 'abc'[:100])
for key in 5, -6, 'a', 1.0, None, 2**100:
    try:
        s[key]
    except Exception as e:
        print(type(e).__name__, e)
