def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


print('a' + 'b', 'ab' * 3, 3 * 'é', 'x' * 0, 'x' * -1, 'b' in 'abc', '' in '', 'é' in 'abc', 'cd' not in 'abc')
for f in (lambda: 'a' + 1, lambda: 1 + 'a', lambda: 'a' * 'b', lambda: 1 in 'a', lambda: 'a' - 'b', lambda: 'a' * 1.5):
    show(f)
x = 'abc'
y = x
x += 'd'
print(x, y)
text = ''
for i in range(3000):
    text += chr(97 + i % 26)
    if i == 2000:
        kept = text
print(len(text), len(kept), kept[-3:], hash(text) == hash(text[:]), text[2001:2004])
