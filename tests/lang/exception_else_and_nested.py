def f(x):
    try:
        try:
            r = 10 // x
        except TypeError:
            print("type")
            raise
        else:
            print("else", r)
        finally:
            print("inner finally")
    except (ZeroDivisionError, TypeError) as e:
        print("outer", type(e).__name__, e)
    else:
        print("outer else")
f(2); f(0); f("a")
