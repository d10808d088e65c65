# super() without arguments uses what the first argument is bound to at the time.
class Base:
    def hello(self):
        return "base of " + type(self).__name__


class X(Base):
    def gone(self):
        del self
        super()

    def other(self, new):
        self = new
        return super().hello()

    def in_cell(self, new):
        def get():
            return self
        self = new
        return super().hello(), type(get())

    def gone_from_cell(self):
        def get():
            return self
        del self
        super()

    def steps(self, new):
        yield super().hello()
        self = new
        yield super().hello()


class Y(X):
    def hello(self):
        return "y"


for f, *args in [(X().gone,), (X().other, Y()), (X().in_cell, Y()), (X().other, 3), (X().gone_from_cell,)]:
    try:
        print(f(*args))
    except Exception as e:
        print(type(e).__name__, e)
print(list(X().steps(Y())))
