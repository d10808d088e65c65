print("\x41\u00e9\U0001F600\N{BULLET}\101\n\t\\\'\"".encode("unicode_escape"))
print(b"\x00\xff\n\101", rb"\x", br"\n", u"u", "a" 'b' """c""")
print(0o17, 0b1_0, 0xDEAD_BEEF, 1_000, 00, 1e3, 1_0.0_1, .5, 5., 1E-2, 3j, 1.5e1J)
print(123456789012345678901234567890, -2**63, 2**64 - 1, 0xFFFFFFFFFFFFFFFFFF)
print('line \
continued', """two
lines""", r"""raw\
""")
print(1 if 1 else 2, [1][0], 1 .real, 1..real)
print(len("é"), len("é".encode()), "\
")
