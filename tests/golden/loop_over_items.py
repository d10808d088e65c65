def join(items):
    out = ""
    for item in items:
        out = out + item
    return out
