# The StopIteration that ends a loop or an await is an event if the iterator returns a value.
import sys


def returns(value):
    yield 1
    return value


def loops():
    for x in returns(None):
        pass
    for x in returns(3):
        pass
    return [x for x in returns(4)]


async def waits():
    return await step()


async def step():
    return 5


def run():
    try:
        waits().send(None)
    except StopIteration as e:
        return e.value


def tracer(frame, event, arg):
    print(frame.f_code.co_name, frame.f_lineno, event, arg)
    return tracer


for f in loops, run:
    sys.settrace(tracer)
    f()
    sys.settrace(None)
