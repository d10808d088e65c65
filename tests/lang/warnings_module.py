import warnings


class Mine(UserWarning):
    pass


def old():
    warnings.warn("use new()", DeprecationWarning, stacklevel=2)


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    old()
    warnings.warn(Mine("mine"))
    warnings.warn_explicit("explicit", Mine, "file.py", 7)
print([(str(w.message), w.category.__name__, w.lineno) for w in seen])
for bad in [lambda: warnings.warn("x", int), lambda: warnings.warn("x", 5), lambda: warnings.warn()]:
    try:
        bad()
    except TypeError as e:
        print(e)
with warnings.catch_warnings():
    warnings.simplefilter("error", Mine)
    try:
        warnings.warn("raise", Mine)
    except Mine as e:
        print("raised", e)
