import sys


def f():
    try:
        1 / 0
    except ZeroDivisionError:
        try:
            {}["k"]
        except KeyError as e:
            print(repr(e.__context__), e.__cause__)
        print(repr(sys.exc_info()[1]))
        raise


try:
    f()
except ZeroDivisionError as e:
    print(e, e.__context__)
print(sys.exc_info())

try:
    try:
        raise ValueError("first")
    except ValueError as v:
        raise TypeError("second") from v
except TypeError as t:
    print(repr(t.__cause__), repr(t.__context__), t.__suppress_context__)
try:
    try:
        raise ValueError("first")
    except ValueError:
        raise TypeError("second") from None
except TypeError as t:
    print(repr(t.__cause__), repr(t.__context__), t.__suppress_context__)
