for a in (7.5, -7.5, 0.0, -0.0, 1e300, float('inf')):
    for b in (2.0, -2.0, 0.3, float('inf'), -float('inf')):
        print(a, b, a // b, a % b, divmod(a, b))
for f in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: divmod(1.0, 0)):
    try:
        f()
    except ZeroDivisionError as e:
        print(e)
