def deco(f):
    raise TypeError("deco")


@deco
def g(a=1):
    pass
