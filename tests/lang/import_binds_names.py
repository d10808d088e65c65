import os.path
print(os.path is __import__("posixpath"))
import os.path as p, json.decoder as d
print(p.__name__, d.__name__)
from json import decoder, loads as load
print(decoder is d, load("[1]"))


def f():
    import json.encoder
    return json.__name__, json.encoder.__name__


print(f())
