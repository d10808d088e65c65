e = ValueError()
for name, value in [("__traceback__", 1), ("__context__", 1), ("__cause__", "x"), ("__suppress_context__", 1), ("args", 1),
                    ("__dict__", 1)]:
    try:
        setattr(e, name, value)
    except TypeError as t:
        print(name, t)
for name in ["__traceback__", "__context__", "__cause__", "args"]:
    try:
        delattr(e, name)
    except TypeError as t:
        print(name, t)
try:
    e.add_note(1)
except TypeError as t:
    print(t)
e.__cause__ = KeyError()
print(e.__suppress_context__)
try:
    raise 5
except TypeError as t:
    print(t)
try:
    raise ValueError from 5
except TypeError as t:
    print(t)
try:
    raise
except RuntimeError as t:
    print(t)
