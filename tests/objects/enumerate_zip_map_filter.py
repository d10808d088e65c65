print(list(enumerate('ab')), list(enumerate('ab', 5)), list(enumerate('ab', start=2**61 - 1)), list(enumerate([1], 10**30)))
print(list(zip('abc', [1, 2])), list(zip()), list(zip('a')), list(zip('ab', [1, 2], strict=True)))
for args in (('ab', 'c'), ('a', 'bc'), ('a', 'b', 'cd'), ('ab', 'cd', 'e')):
    try:
        list(zip(*args, strict=True))
    except ValueError as e:
        print(e)
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [3, 4, 5])), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, [1, 2, 3])))
for f in (lambda: map(str), lambda: map(), lambda: filter(None), lambda: zip(1), lambda: enumerate(), lambda: enumerate(1), lambda: zip('a', x=1), lambda: map(1, 2), lambda: enumerate('a', 'b'), lambda: filter(None, 1), lambda: reversed(1), lambda: reversed({1}), lambda: zip('a', 2)):
    try:
        print(f())
    except TypeError as e:
        print(e)
