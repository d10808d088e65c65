for n in (0, 1, -1, 255, 256, -2**61, 2**61, 3**100):
    print(n, n.bit_length(), n.bit_count(), n.as_integer_ratio(), n.numerator, n.denominator, n.real, n.imag, n.conjugate())
