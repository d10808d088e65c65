for x in (0.0, -0.0, 1.0, 0.1, -2.5, 5e-324, 1.7976931348623157e308, float('inf'), float('nan')):
    print(x.hex(), float.fromhex(x.hex()))
for s in ('0x1p3', '0x.8', '1.8p1', ' 0x1 ', '0x1p-1075', '0x1.8p-1075', '0x1p1024', 'x', '0x', '0x1p', '-INF'):
    try:
        print(s, float.fromhex(s))
    except Exception as e:
        print(s, type(e).__name__, e)
