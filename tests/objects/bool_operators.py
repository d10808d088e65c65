print(True + True, True & False, True | False, True ^ True, True & 3, ~True, -True, not True)
print(type(True & True), type(True | 1), isinstance(True, int), bool(''), bool('a'), bool(0.0), bool([0]), str(True), repr(False))
print(True == 1, True is True, [10, 20][True], '%d' % True, f'{True:d} {True}', int(False), sum([True, True, False]))
