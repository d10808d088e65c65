def squares(items):
    return [x * x for x in items if x]
