# An instance holds its class even when it has no attributes of its own.
import gc
import weakref

for base in (object, int, float, complex, str, bytes, tuple, list, dict, set, frozenset, BaseException):
    for namespace in ({}, {"__slots__": ()}):
        cls = type("C", (base,), namespace)
        cls.instance = cls()
        gone = weakref.ref(cls)
        assert gc.is_tracked(cls.instance)
        del cls
        gc.collect()
        print(base.__name__, gone())
