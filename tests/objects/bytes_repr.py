print(b'abc', b"it's", b'say "hi"', b"' and \"", b'\\\n\r\t\0\x7f\xff', bytearray(b"it's"), bytearray())
print(repr(bytes(range(256))))
