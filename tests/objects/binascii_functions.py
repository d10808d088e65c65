def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


import binascii, base64
print(binascii.b2a_base64(b'hello'), binascii.a2b_base64(b'aGVs\nbG8='), binascii.hexlify(b'\x00\xff', '-'), binascii.unhexlify('00fF'))
print(binascii.crc32(b'hello'), binascii.crc_hqx(b'hello', 0), binascii.b2a_uu(b'hello'), binascii.a2b_uu(b'%:&5L;&\\\n'))
print(binascii.b2a_qp(b'a=b \n\xff'), binascii.a2b_qp(b'a=3Db=\nc'), base64.b64encode(b'\xfb\xff'), base64.urlsafe_b64encode(b'\xfb\xff'))
print(base64.b32encode(b'hi'), base64.b16decode('4142'), base64.b85encode(b'hello'), base64.a85decode(base64.a85encode(b'test')))
for f, a in [(binascii.a2b_base64, b'YQ'), (binascii.a2b_base64, b'Y'), (binascii.unhexlify, 'abc'), (binascii.unhexlify, 'zz'), (binascii.a2b_hex, 'é')]:
    show(f, a)
