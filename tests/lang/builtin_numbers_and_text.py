print(abs(-5), round(2.5), round(3.14159, 2), round(1234, -2), divmod(17, 5), divmod(-7, 2), pow(2, 10), pow(3, 4, 5))
print(bin(10), oct(-8), hex(255), ord("a"), chr(8364), repr("q"), ascii("é"), format(3.14159, ".2f"), format("x", ">3"))
for bad in (lambda: ord("ab"), lambda: chr(-1), lambda: hex(1.5), lambda: round("a"), lambda: ord(5), lambda: abs("a"), lambda: format(1, 2)):
    try: bad()
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
