# Names that no file can have are names of modules that are not there.
import string

for name in ("string\0", "string\udcff", "\0", "string.\0", "string/x", " string"):
    try:
        print(__import__(name))
    except ImportError as e:
        print(type(e).__name__, e)
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for names in ({"__package__": None, "__spec__": None, "__name__": "__main__"}, {"__name__": "a.b"}):
        try:
            __import__("", names, {}, ("foo",), 1)
        except ImportError as e:
            print(type(e).__name__, e)
print([str(w.message) for w in caught])
