# A bare raise without an exception: the RuntimeError has its place; with one it keeps the old places.
import traceback


def again(n):
    if n > 1:
        raise
    return n


def inside(n):
    try:
        n.missing
    except AttributeError:
        again(n)


for call in again, inside:
    for n in 1, 2:
        try:
            print(call(n))
        except Exception:
            traceback.print_exc()
