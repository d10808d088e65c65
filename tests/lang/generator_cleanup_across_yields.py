# try, finally and with around a yield: normal end, throw, close, nested handlers, sys.exception.
import sys


class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__)
        return self.swallow


def work():
    with Manager("a"), Manager("b", True) as b:
        try:
            yield b
        finally:
            print("finally", sys.exc_info()[0])
        yield "after"
    yield "swallowed"
    try:
        yield "try"
    except (KeyError, ValueError) as e:
        print("handling", repr(sys.exc_info()[1]), repr(e.__context__))
        try:
            yield "in handler"
        except TypeError as inner:
            print(repr(inner.__context__), sys.exc_info()[1] is inner)
        print(sys.exc_info()[1] is e)
    else:
        yield "else"
    print(sys.exc_info()[1])


print(list(work()))
g = work()
print(next(g), g.throw(OSError("x")), next(g), g.throw(ValueError(1)))
try:
    raise IndexError("outer")
except IndexError:
    print(sys.exc_info()[1], end=" ")
    try:
        g.throw(TypeError("t"))
    except StopIteration:
        print(sys.exc_info()[0], repr(sys.exc_info()[1].__context__))
g = work()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)
g.close()
print(next(g, "end"), g.gi_frame)


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = stubborn()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)


def dropped():
    try:
        yield
    finally:
        print("dropped")


g = dropped()
next(g)
del g
dropped()


def reraises():
    try:
        yield
    except ValueError:
        raise


g = reraises()
next(g)
try:
    g.throw(ValueError("v"))
except ValueError as e:
    print(e, e.__traceback__.tb_next.tb_lineno - reraises.__code__.co_firstlineno)
