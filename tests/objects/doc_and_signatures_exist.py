for t in (list, dict, tuple, set, frozenset, range, slice, enumerate, zip, map, filter, reversed):
    print(t.__name__, t.__module__, bool(t.__doc__), t.__class__.__name__)
print(list.append.__name__, list.append.__qualname__, type(list.append).__name__, [].append.__name__, dict.fromkeys.__name__)
