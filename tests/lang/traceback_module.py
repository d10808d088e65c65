import traceback


def f(x):
    return g(x) + 1


def g(x):
    raise KeyError(x)


try:
    f("k")
except KeyError as e:
    print(traceback.format_exc())
    print(traceback.format_exception_only(e))
    print([(s.name, s.lineno, s.colno, s.end_colno, s.line) for s in traceback.extract_tb(e.__traceback__)])
traceback.print_stack()
