def convert(text):
    try:
        return int(text)
    except ValueError as e:
        raise RuntimeError("bad input") from e


convert("x")
