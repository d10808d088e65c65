import unicodedata
print('bücher.example'.encode('idna'), b'xn--bcher-kva.example'.decode('idna'), 'ü'.encode('punycode'), b'tda'.decode('punycode'))
old = unicodedata.ucd_3_2_0
print(old.unidata_version, old.category('\u0221'), unicodedata.category('\u0221'), old.name('a'), old.normalize('NFD', 'é') == 'e\u0301')
try:
    'a..b'.encode('idna')
except UnicodeError as e:
    print(e)
