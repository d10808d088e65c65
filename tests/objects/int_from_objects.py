class I:
    def __index__(self): return 7
class J:
    def __int__(self): return 8
class K:
    def __int__(self): return 'no'
print(int(I()), int(J()), 'abcdefgh'[I()], list(range(I()))[-1], hex(I()), int(3.99), int(-3.99), int(1e25), int(True))
for v in (K(), object(), float('nan'), float('inf'), 1j, [], 'x'):
    try:
        int(v)
    except Exception as e:
        print(type(e).__name__, str(e).split(' at ')[0])
