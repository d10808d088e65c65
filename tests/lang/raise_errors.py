def attempt(thunk):
    try:
        thunk()
    except BaseException as e:
        print(type(e).__name__, e)
def r(x, c=None):
    if c is None: raise x
    raise x from c
attempt(lambda: r(5))
attempt(lambda: r(int))
attempt(lambda: r(ValueError, 3))
attempt(lambda: r(ValueError))
def bare(): raise
attempt(bare)
try:
    try: 1/0
    except 5: pass
except TypeError as e:
    print(e)
