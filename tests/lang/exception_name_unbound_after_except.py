try:
    raise ValueError
except ValueError as e:
    pass
try:
    e
except NameError as err:
    print(err)
def f():
    try:
        raise KeyError(1)
    except KeyError as e:
        del e
    try:
        return e
    except UnboundLocalError as x:
        return x
print(f())
