def f():
    raise ValueError("origin")


try:
    f()
except ValueError as e:
    other = KeyError("moved").with_traceback(e.__traceback__)
raise other
