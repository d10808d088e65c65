print(None, ..., NotImplemented, repr(Ellipsis), type(None), type(...), type(NotImplemented))
print(bool(None), bool(...), None is None, None == None, None != 0, ... is Ellipsis)
for f in (lambda: type(None)(1), lambda: None + 1, lambda: None.x, lambda: None(), lambda: None[0], lambda: len(None), lambda: iter(None)):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
