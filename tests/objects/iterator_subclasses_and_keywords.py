from itertools import chain, islice, cycle, starmap, takewhile, repeat
for cls, args in ((zip, ('ab', 'cd')), (map, (str, [1])), (filter, (None, [1])), (chain, ('ab',)), (islice, ('abc', 2)), (takewhile, (bool, [1, 0])), (reversed, ([1, 2],)), (enumerate, ('a',))):
    class Sub(cls):
        pass
    class Init(cls):
        def __init__(self, *a, extra=None): self.extra = extra
    print(cls.__name__, list(Sub(*args)), end=' ')
    try:
        Sub(*args, extra=3)
    except TypeError:
        print('refused', end=' ')
    if cls not in (zip, enumerate):
        i = Init(*args, extra=3)
        print(list(i), i.extra)
    else:
        print()
