def f(*a, **k): return a, k
def attempt(thunk):
    try:
        print(thunk())
    except TypeError as e:
        print(e)
attempt(lambda: f(*1))
attempt(lambda: f(**1))
attempt(lambda: f(**{1: 2}))
attempt(lambda: f(a=1, **{"a": 2}))
attempt(lambda: f(**{"a": 1}, **{"a": 2}))
attempt(lambda: f(*"ab", *[1], x=1, **{"y": 2}))
attempt(lambda: len(**3))
