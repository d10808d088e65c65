def show(*args):
    try:
        print(args, int(*args))
    except Exception as e:
        print(args, type(e).__name__, e)
for s in ('10', '0x1f', '0b11', '0o17', '1_000', '1__0', '_1', ' 42 ', '-7', '+7', '', 'z', '00', '010', '0x_f'):
    show(s)
    show(s, 0)
    show(s, 16)
show('zz', 36); show('12', 2); show('1', 1); show('1', 37); show(5, 10); show(b'12'); show(bytearray(b'7f'), 16)
show('\u0663\u0664'); show(None); show([]); show('1' * 50)
