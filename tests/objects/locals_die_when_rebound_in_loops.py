# What a variable held before a loop lives until the loop binds it anew, whatever the variable looks like.
class Mortal:
    def __del__(self):
        print("died")


def like_a_number(k, d=7):
    b = 0
    j = 0
    q = 1
    w = Mortal()
    print(k, d)
    for x in (b, k, j):
        b = j if q else e
        e = w = min
    print("end", x)


def summed(values):
    total = Mortal()
    print("start")
    for v in values:
        print("body")
        total = v + 1
    return total


like_a_number(0)
like_a_number(2.5)
print(summed([1, 2]), summed([1.5]), type(summed([])).__name__)
