def f():
    x = [1]
    try:
        return x
    finally:
        x.append(2)
        x = None


def g():
    n = 1
    try:
        return n
    finally:
        n = 2


print(f(), g())
