# An AttributeError raised by __getattr__ or a property knows what was looked up, so that a suggestion can be made.
class A:
    blech = None
    def __getattr__(self, name):
        raise AttributeError()
    @property
    def other(self):
        raise AttributeError("mine", 2)
for name in "bluch", "other":
    try:
        getattr(A(), name)
    except AttributeError as e:
        print(e.args, e.name, type(e.obj).__name__)
try:
    raise AttributeError("x", name="n", obj=1)
except AttributeError as e:
    print(e.name, e.obj)
A().bluch
