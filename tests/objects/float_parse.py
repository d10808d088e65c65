for s in ('1', '1.5', ' 1.5e3 ', '.5', '5.', '1e', 'e5', '1_0.0_1', '1__0', '_1', 'inf', '-Infinity', 'nan', 'infin', '0x10',
          '1e400', '1e-400', '', '\uff11.\uff15', '123456789012345678901234567890', b'2.5', bytearray(b'-1')):
    try:
        print(ascii(s), float(s))
    except ValueError as e:
        print(ascii(s), ascii(str(e)))
