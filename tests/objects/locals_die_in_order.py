# When a function returns, what its locals held dies in the order of the locals; so do operands and arguments.
class Mortal:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("died:", self.name)

    def __add__(self, other):
        return 1

    def __lt__(self, other):
        return True


def plain(n):
    a = Mortal("a")
    b = Mortal("b")
    c = Mortal("c")
    return n


def early(n):
    a = Mortal("a")
    b = [Mortal("b")]
    if n > 1:
        return n * 2
    a = 3
    d = Mortal("d")
    a = Mortal("new a")
    return d


def operands():
    print(Mortal(1) + Mortal(2))
    print(Mortal(3) < Mortal(4))
    print(len([Mortal(5), Mortal(6)]))
    print(isinstance(Mortal(7), int), max(Mortal(8), Mortal(9)).name)


for n in 1, 2:
    plain(n)
    print("--")
    early(n)
    print("--")
operands()
