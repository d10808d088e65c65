from functools import partial
p = partial(print)
p.__setstate__((p, (), {}, {}))
print(repr(p) == 'functools.partial(...)')
p.__setstate__((print, (p,), {}, {}))
print(repr(p) == 'functools.partial(%r, ...)' % print)
p.__setstate__((int, ('11',), {'base': 2}, {'tag': 1}))
print(p(), p.tag, p.__reduce__()[2])
for bad in ((), (1, (), {}, {}), (int, [], {}, None), (int, (), [], None)):
    try:
        p.__setstate__(bad)
    except TypeError as e:
        print(e)
class Changes:
    def __repr__(self):
        q.keywords.clear()
        q.keywords.update(z=9)
        return 'changes'
q = partial(int, a=Changes(), b=2)
print(len(repr(q)) > 0)
