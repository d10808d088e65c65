print(2.0**0.5, 0.0**0, (-8.0)**3, (-8)**(1/3), 4**0.5, 2**-1, 1e200**1, float('inf')**0, (-0.0)**3, 0.0**float('inf'))
for f in (lambda: 0.0**-1, lambda: 1e200**2, lambda: pow(2.0, 2, 3)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
