class Key:
    def __hash__(self):
        return hash("mykey")

    def __eq__(self, other):
        X.__bases__ = (Base2,)
        X.found = [1, 2, 3]
        return False


class Base:
    mykey = "from Base"
    mykey2 = "from Base"


class Base2:
    mykey = "from Base2"
    mykey2 = "from Base2"


X = type("X", (Base,), {Key(): 5})
print(X.mykey.startswith("from Base"))
print(X.mykey2, X.found)
