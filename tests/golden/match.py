def kind(shape):
    match shape:
        case [x, y]:
            return x
        case {"r": r}:
            return r
        case _:
            return None
