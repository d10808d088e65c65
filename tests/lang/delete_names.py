x = 1
del x
try: x
except NameError as e: print(e)
def f():
    y = 1
    del y
    try: y
    except UnboundLocalError as e: print(e)
    try: del y
    except UnboundLocalError as e: print(e)
f()
l = [1, 2, 3]; del l[0], l[-1:]
print(l)
def g():
    global zz
    del zz
try: g()
except NameError as e: print(e)
