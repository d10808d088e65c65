m = __import__("support.pkg.first")
print(m.__name__)
m = __import__("support.pkg.first", fromlist=["name"])
print(m.__name__)
m = __import__("support.pkg", globals(), locals(), ["second", "absent"], 0)
print(m.second.name)
for bad in [("",), (1,), ("x", None, None, (), -1)]:
    try:
        __import__(*bad)
    except Exception as e:
        print(type(e).__name__, e)
import support.pkg.third
import builtins
real = builtins.__import__


def spy(name, globals=None, locals=None, fromlist=(), level=0):
    print("import", name, fromlist, level)
    return real(name, globals, locals, fromlist, level)


builtins.__import__ = spy
from support.pkg import first as f
import support.pkg.third
builtins.__import__ = real
