for op in (lambda: str(10**5000), lambda: int("9" * 5000), lambda: 10**400 / 3, lambda: float(10**400),
           lambda: 1 << -1, lambda: int(float("inf")), lambda: int(float("nan")), lambda: 2.0**5000,
           lambda: 1 % 0, lambda: divmod(10**50, 0), lambda: pow(2, -1, 4), lambda: pow(3, 5, 0),
           lambda: "%d" % (10**5000,), lambda: f"{10**5000}", lambda: repr(10**5000), lambda: round(10**400 * 1.0)):
    try:
        print(op())
    except Exception as e:
        print(type(e).__name__, e)
print(len(hex(1 << 1000000)), (1 << 1000000).bit_length(), hash(1 << 100000))
