# A metaclass's mro() sets other bases while bases are set: no class lists one that died.
import gc


class Meta(type):
    def mro(cls):
        if again and cls.__name__ == "Moved":
            again.pop()
            cls.__bases__ = (Second,)
        return type.mro(cls)


again = []


class Base(metaclass=Meta): pass
class First(Base): pass
class Second(Base): pass
class Moved(Base): pass


again.append(True)
Moved.__bases__ = (First,)
print(Moved.__bases__, Second.__subclasses__(), First.__subclasses__())
Base.word = "seen"
print(Moved.word)

Moved = None
gc.collect()
print(Base.__subclasses__(), Second.__subclasses__())
Base.word = "gone"
