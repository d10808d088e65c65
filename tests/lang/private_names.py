class A:
    __hidden = 1

    def __init__(self):
        self.__x = 5

    def get(self, __y=3):
        return self.__x, self.__hidden, __y

    def set(self):
        global __g
        __g = 9
        import os.path as __p
        return sorted(k for k in locals() if k != "self")


print(A().get(), sorted(vars(A())), A._A__hidden, A().set(), _A__g)


class _B:
    __z = 1


print([n for n in vars(_B) if "z" in n])
