a = []
for i in range(100000):
    a = [a]
try:
    repr(a)
except RecursionError as e:
    print('RecursionError')
try:
    b = []
    for i in range(100000):
        b = [b]
    a == b
except RecursionError as e:
    print('RecursionError')
t = ()
for i in range(100000):
    t = (t,)
try:
    hash(t)
    print('hashed')
except RecursionError:
    print('hashed')
del a, b, t
print('freed')
