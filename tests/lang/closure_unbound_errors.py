def f():
    def g(): return x
    try:
        g()
    except NameError as e:
        print(type(e).__name__, e)
    x = 1
    print(g())
    del x
    try:
        g()
    except NameError as e:
        print(type(e).__name__, e)
f()
def h():
    try:
        print(y)
    except UnboundLocalError as e:
        print(e)
    y = 1
h()
try:
    undefined_name
except NameError as e:
    print(e, e.name)
