import atexit


@atexit.register
def first():
    print("registered first")


atexit.register(print, "second", sep="-", end="!\n")


def bad():
    raise ValueError("in exit function")


atexit.register(bad)
atexit.unregister(first)
print("body")
