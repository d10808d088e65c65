for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.675, 1.005, 0.125, 1e300, 123456.789, 5e-324, 1e22):
    print(x, round(x), [round(x, n) for n in (0, 1, 2, 3, 20, -1, -3, -300)])
for x in (float('inf'), float('nan')):
    print(round(x, 2))
    try:
        round(x)
    except Exception as e:
        print(type(e).__name__, e)
