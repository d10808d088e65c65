import warnings


def f():
    warnings.warn("careful")


for i in range(3):
    f()
warnings.warn("old", DeprecationWarning)
warnings.warn("future", FutureWarning, stacklevel=2)
