e = "before"
try:
    raise ValueError("x")
except ValueError as e:
    print("inside", e)
try:
    print(e)
except NameError as error:
    print(error)


def f():
    for i in range(2):
        try:
            raise KeyError(i)
        except KeyError as err:
            if i == 0:
                continue
            try:
                return err.args
            finally:
                print("cleaning", err.args)


print(f())
