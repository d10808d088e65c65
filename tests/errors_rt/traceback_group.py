def make():
    found = []
    for f in (lambda: 1 / 0, lambda: {}["x"], lambda: [][1]):
        try:
            f()
        except Exception as e:
            found.append(e)
    return found


raise ExceptionGroup("several", make())
