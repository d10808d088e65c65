for value in (1, 2**70, 1.5, 1j, "x", True, object(), float("nan")):
    for spec in (None, 3, b"", []):
        try:
            print(type(value).__format__(value, spec))
        except TypeError as e:
            print(e)
