import gc
def g():
    try:
        me = yield
        yield me
    finally:
        print("closed")
a = g()
next(a)
a.send(a)
del a
gc.collect()
def h():
    try:
        yield 1
    except GeneratorExit:
        yield 2
import sys
sys.unraisablehook = lambda u: print(u.exc_type.__name__, u.exc_value)
x = h()
next(x)
del x
def k():
    while True:
        try:
            yield 1
        finally:
            kept.append(gen)
kept = []
gen = k()
next(gen)
del gen
try:
    gen
except NameError as e:
    print(e)
print(len(kept))
