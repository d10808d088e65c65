class A:
    def m(self, x):
        return x.missing.attr


a = A()
print("before", a.m(5), "after")
