def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print(b'%d %s %b %a %r %c%c %x' % (5, b'x', b'y', 'é', 'q', 65, b'B', 255), b'%5s|%-5s|%.1s' % (b'a', b'b', b'cd'))
print(b'%(k)s' % {b'k': b'v'}, b'%.2f %05d %%' % (1.005, 42))
class A:
    def __bytes__(self):
        return b'A'
print(b'%s' % A(), bytearray(b'%s') % b'x')
for f, a in [(b'%s', 'a'), (b'%d', 'a'), (b'%c', 256), (b'%c', 'a'), (b'%s %s', b'a'), (b'%z', 1), (b'x', 1)]:
    show(lambda: f % a)
