# An exception that except* wraps and raises again: the group itself has no place in the function.
def wrapped():
    try:
        None + 1
    except* TypeError:
        raise


wrapped()
