d = {'a': 1}
print(d.get('a'), d.get('b'), d.get('b', 2))
print(d.setdefault('a', 9), d.setdefault('c', 3), d.setdefault('n'), d)
print(d.pop('a'), d.pop('q', 'none'))
for f in (lambda: d.pop('q'), lambda: d['q'], lambda: d.__delitem__('q'), lambda: d.pop(), lambda: d.get(), lambda: d.pop(1, 2, 3)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
