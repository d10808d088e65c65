# What int() can not read is shown up to 200 characters of its repr.
for text in ["1" * 300 + "x", "\u00e9" * 300, "\u00e9" * 190 + "x", b"1" * 300 + b"x", bytearray(b"7" * 250 + b"x"), "x" * 198, "x" * 199]:
    try:
        int(text)
    except ValueError as e:
        print(e)
