def table():
    return {"a": 1, "b": (2.5, None)}, b"bytes", 10 ** 30, 1 + 2j
