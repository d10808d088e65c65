x = "global"


def outer():
    x = "outer"

    class A:
        print(x)
        x = "class"
        print(x)

        def method(self):
            return x

        class B:
            print(x)

    return A


print(outer()().method())


class Meta(type):
    @classmethod
    def __prepare__(meta, name, bases, **kw):
        print("prepare", name, kw)
        return {"injected": 42}

    def __new__(meta, name, bases, ns, **kw):
        ns["seen"] = sorted(k for k in ns if not k.startswith("__"))
        return super().__new__(meta, name, bases, ns)

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)


class D(metaclass=Meta, option=1):
    print(injected)
    z = injected + 1


print(D.seen, D.z, D.__qualname__, D.__module__)


class E:
    """docstring"""
    a: int = 1
    b: "str"


print(E.__doc__, E.__annotations__)
