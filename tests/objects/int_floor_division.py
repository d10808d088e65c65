for a in (7, -7, 2**70, -2**70, 2**70 + 1):
    for b in (2, -2, 3, -3, 2**65, -2**65):
        print(a, b, a // b, a % b, divmod(a, b), (a // b) * b + a % b == a)
for f in (lambda: 1 // 0, lambda: 1 % 0, lambda: divmod(1, 0), lambda: 2**80 // 0, lambda: 1 / 0):
    try:
        f()
    except ZeroDivisionError as e:
        print(e)
