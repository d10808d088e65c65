class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


a = Noisy("a")
b = Noisy("b")
cycle = [Noisy("in cycle")]
cycle.append(cycle)


def f():
    return a


print("end of script")
