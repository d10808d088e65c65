import sys
import types
m = types.ModuleType("m")
exec("_hidden = 1\npublic = 2\n__dunder__ = 3", m.__dict__)
sys.modules["m"] = m
from m import *
print("public" in globals(), "_hidden" in globals(), "__dunder__" in globals())
m.__all__ = ["_hidden", "absent"]
try:
    from m import *
except AttributeError as e:
    print(e)
print(_hidden)
m.__all__ = ["public", 3]
try:
    from m import *
except TypeError as e:
    print(e)
