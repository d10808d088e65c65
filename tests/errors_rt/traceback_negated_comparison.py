# What raises in "not (a < b)" is the comparison, and the carets say so.
def negated(a, b):
    if not (a < b):
        return 1
    return not (a < b)


print(negated(1, 2))
negated(1, "2")
