def f():
    blech = 1
    return bluch


f()
