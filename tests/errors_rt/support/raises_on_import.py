def f():
    return undefined_here


f()
