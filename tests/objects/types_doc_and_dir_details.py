import sys
import types

for doc in ("x", "\xc4", b"x", 42, None):
    print(repr(type("A", (), {"__doc__": doc}).__doc__))
try:
    type("A", (), {"__doc__": "x\udcdcy"})
except UnicodeEncodeError as e:
    print(e)
try:
    1 / 0
except ZeroDivisionError as e:
    print(sorted(dir(e.__traceback__)))
print(types.MappingProxyType[int, str])
