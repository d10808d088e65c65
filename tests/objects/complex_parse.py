for s in ('1', '1j', '1+2j', ' ( 1-2j ) ', 'j', '-j', '1e5+1e-5j', 'nan+infj', '1+', '1 + 2j', '', '1_0+2j', '(1', '+1.5-j'):
    try:
        print(repr(s), complex(s))
    except ValueError as e:
        print(repr(s), e)
print(complex(), complex(1), complex(1, 2), complex(1j, 1j), complex(imag=2), complex(real=1.5))
for args in (('1', 2), (1, '2'), ([],), (1, [])):
    try:
        complex(*args)
    except TypeError as e:
        print(e)
