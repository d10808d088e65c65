values = [0, 1, -1, 5, -6, 2**64, -2**64, 2**100 - 1, -2**100 + 1]
for a in values:
    print(~a, [a & b for b in values], [a | b for b in values], [a ^ b for b in values])
