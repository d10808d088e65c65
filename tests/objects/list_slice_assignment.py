a = list(range(10))
a[2:5] = 'xy'; print(a)
a[2:4] = []; print(a)
a[0:0] = (7, 8); print(a)
a[::2] = [0] * 5 if len(a[::2]) == 5 else [0] * len(a[::2]); print(a)
a[:] = a; print(a)
a[1:3] = a; print(a)
del a[1:4]; print(a)
del a[::3]; print(a)
del a[::-2]; print(a)
a[5:2] = ['in']; print(a)
for f in ("a[::2] = [1]", "a[0:2] = 5", "a[::2] = 5"):
    try:
        exec(f)
    except Exception as e:
        print(type(e).__name__, e)
