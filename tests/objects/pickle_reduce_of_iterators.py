import copy
for it in (iter([1, 2, 3]), iter((1, 2, 3)), enumerate('abc'), zip('ab', 'cd'), reversed([1, 2, 3]), iter({1: 2}), map(str, [1, 2])):
    next(it)
    f, args, *rest = it.__reduce__()
    print(f.__name__, len(args), rest if it.__class__.__name__ not in ('zip',) else '')
print(copy.copy([1, [2]]), copy.deepcopy({'a': [1, {2}]}), copy.copy(range(3)), copy.deepcopy((1, [2])))
a = [1]; a.append(a); b = copy.deepcopy(a); print(b, b[1] is b)
