import sys
for args in [("f", 1, 1, "abc\n", 1, 100), ("f", 1, 1, "abc\n", 2, 1), ("f", 1, 10, "  abc\n", 1, 12),
             ("f", 1, None, "  abc\n"), ("f", 1, 0, "  abc\n", 1, 0), (None, 1, 2, "  abc\n", 1, 0),
             ("f", 2, 3, "a\nbcd\n", 2, 5), ("f", 1, 3, None), ("f", None, None, None)]:
    sys.excepthook(SyntaxError, SyntaxError("m", args), None)
