import support.nspkg.inner.mod as m
import support.nspkg
print(m.x, m.__name__, support.nspkg.__file__ if hasattr(support.nspkg, "__file__") else "no file")
print(len(list(support.nspkg.__path__)))
