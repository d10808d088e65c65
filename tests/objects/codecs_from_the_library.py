import codecs
print('é€'.encode('cp1252'), b'\x80'.decode('cp1252') == '€', 'д'.encode('koi8-r'), 'hello'.encode('rot13') if 0 else codecs.encode('hello', 'rot13'))
print(codecs.encode(b'abc', 'hex'), codecs.decode(b'616263', 'hex'), 'a\n\u20ac'.encode('unicode_escape'), b'\\u20ac\\n'.decode('unicode_escape') == '€\n')
print('é'.encode('utf-8-sig'), b'\xef\xbb\xbfa'.decode('utf-8-sig'), codecs.lookup('utf8').name, codecs.lookup('latin1').name)
d = codecs.getincrementaldecoder('utf-8')()
print([d.decode(bytes([c])) for c in 'aé'.encode()] == ['a', '', 'é'])
print(codecs.escape_decode(b'a\\x41\\n'), codecs.BOM_UTF8)
