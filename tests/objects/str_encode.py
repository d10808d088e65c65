def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print('aé'.encode(), 'aé'.encode('latin-1'), 'aé'.encode('utf-16-le'), 'é'.encode('utf-32-be'), 'a'.encode('UTF8'), 'x'.encode('ascii'))
for enc in 'ascii', 'latin-1', 'utf-8', 'nosuch':
    show('aé中\ud800'.encode, enc)
for err in 'ignore', 'replace', 'xmlcharrefreplace', 'backslashreplace', 'namereplace', 'surrogateescape', 'nosuch':
    show('é中\U0001f600'.encode, 'ascii', err)
print('\udc80'.encode('utf-8', 'surrogateescape'), '\ud800'.encode('utf-8', 'surrogatepass'))
