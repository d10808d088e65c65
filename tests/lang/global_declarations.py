g = 1


def f():
    global g, fresh
    g += 1
    fresh = "made here"

    def inner():
        return g
    return inner()


print(f(), g, fresh)


class C:
    global in_class
    in_class = "module level"

    def in_class_method(self):
        return in_class


print(in_class, C().in_class_method(), "in_class" in vars(C))


def deleter():
    global g
    del g


deleter()
try:
    g
except NameError as e:
    print(e)
exec("g = 5\nprint(g)", globals())
print(g)


def local_exec():
    v = 1
    ns = {}
    exec("v = 2\nw = v", {}, ns)
    return v, ns


print(local_exec())
