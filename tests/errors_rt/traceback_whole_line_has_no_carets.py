def fail():
    raise ValueError("x")


fail()
