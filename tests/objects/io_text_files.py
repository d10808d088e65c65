import os, tempfile
fd, p = tempfile.mkstemp(); os.close(fd)
with open(p, 'w', newline='') as f:
    print(f.write('one\ntwo\r\nthree\rfour \u00e9\u20ac'), f.tell(), f.encoding, f.mode)
for nl in (None, '', '\n', '\r', '\r\n'):
    with open(p, newline=nl) as f:
        print(list(f), f.newlines)
with open(p, encoding='utf-8') as f:
    print(f.readline(), f.tell(), f.read(3), f.seek(4), f.readline(2), f.readlines())
with open(p, 'a+') as f:
    f.write('!'); f.seek(0); print(f.read()[-2:])
for args in (('rz',), ('rw',), ('rb', -1, 'utf-8'), ('r', 0), ('x',)):
    try:
        open(p, *args)
    except Exception as e:
        print(type(e).__name__, str(e).replace(p, 'P'))
os.unlink(p)
