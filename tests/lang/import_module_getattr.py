from support import lazy
print(lazy.made, dir(lazy))
from support.lazy import made
print(made)
try:
    lazy.other
except AttributeError as e:
    print(e)
try:
    from support.lazy import other
except ImportError as e:
    print(str(e).split(" (/")[0])
