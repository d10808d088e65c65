# A variable that always holds a negative constant; empty targets.
def negate(e):
    c = -1
    if c <= e:
        pass
    return -c, ~c, +c, c - -1, -c - c


def negate_float():
    x = -2.5
    return -x, x - -1.5, abs(x), x * -x


def unpack_nothing(*values):
    for [] in values:
        print("nothing")
    [] = ()
    () = []


for n in 3, -3, 2.5, "text":
    try:
        print(negate(n), negate_float())
    except TypeError as e:
        print(e)
unpack_nothing((), [], "")
try:
    unpack_nothing((), (1,))
except ValueError as e:
    print(e)
