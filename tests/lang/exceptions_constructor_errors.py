for f in [lambda: ValueError(a=1), lambda: ImportError("x", bad=1), lambda: UnicodeDecodeError("x"), lambda: OSError(1, a=2),
          lambda: UnicodeEncodeError(1, "x", 1, 2, "r"), lambda: UnicodeDecodeError("a", "x", 1, 2, "r"),
          lambda: SyntaxError("m", (1, 2)), lambda: ExceptionGroup("m"), lambda: ExceptionGroup(1, [ValueError()]),
          lambda: ExceptionGroup("m", []), lambda: ExceptionGroup("m", [1]), lambda: ExceptionGroup("m", 5),
          lambda: ExceptionGroup("m", [KeyboardInterrupt()]), lambda: NameError(nam=3), lambda: StopIteration(x=1)]:
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)
