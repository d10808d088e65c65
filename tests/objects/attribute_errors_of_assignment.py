# Only a look-up says which attribute of what is missing; assignments and deletions have the message alone.
class Slots: __slots__ = ("size",)
class Plain: pass
class Hook:
    def __getattr__(self, name):
        print("asked for", name)
        raise AttributeError(name)
    __slots__ = ("size",)


def show(f, *args):
    try:
        f(*args)
    except AttributeError as e:
        print(e, e.name, e.obj is not None)


for thing in (Slots(), Plain(), 1, object(), Plain):
    show(delattr, thing, "sizes")
    show(getattr, thing, "sizes")
    if not isinstance(thing, (Plain, type)):
        show(setattr, thing, "sizes", 1)
Hook().sizes = 1
