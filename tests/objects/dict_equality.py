print({1: 2, 3: 4} == {3: 4, 1: 2}, {1: 2} == {1: 3}, {1: 2} != {1: 2, 2: 3}, {} == [], {1: float} == {1.0: float})
n = float('nan')
print({1: n} == {1: n}, {1: float('nan')} == {1: float('nan')})
try:
    {} < {}
except TypeError as e:
    print(e)
