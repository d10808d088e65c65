a = bytearray(b'Ab cd')
for v in a.upper(), a.split(), a.strip(), a.replace(b'c', b''), a[1:], a + b'x', b'x' + a, a * 2, a.partition(b' '), a.join([b'1', b'2']), a.title():
    print(type(v).__name__, v)
try:
    hash(a)
except TypeError as e:
    print(e)
print(a == b'Ab cd', b'Ab cd' == a, a < b'B', bytearray(b'%d') % 5, type(bytearray(b'%d') % 5))
