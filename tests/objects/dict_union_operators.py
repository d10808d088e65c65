a = {1: 'a', 2: 'b'}
b = {2: 'c', 3: 'd'}
print(a | b, b | a)
c = a
c |= b
print(a, c is a)
c |= [(9, 9)]
print(c)
try:
    a | [(1, 2)]
except TypeError as e:
    print(e)
