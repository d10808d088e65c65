def twice(f, *args, **named):
    return f(*args, **named), f(1, key=2)
