for n in (0, 1, -1, 12345, -12345, 2**61 - 1, -2**61, 3**60, -3**60):
    print([n << s for s in (0, 1, 30, 61, 64, 65)], [n >> s for s in (0, 1, 30, 61, 64, 65, 1000)])
print(0 << 10**30, 5 >> 10**30, -5 >> 10**30)
for f in (lambda: 1 << -1, lambda: 1 >> -1):
    try:
        f()
    except ValueError as e:
        print(e)
