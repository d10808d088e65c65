import importlib
import importlib.util
import sys
m = importlib.import_module("support.pkg.first")
print(m.name, importlib.import_module(".second", "support.pkg").name)
spec = importlib.util.find_spec("support.pkg.third")
print(spec.name, spec.parent, spec.loader.__class__.__name__, spec.origin.endswith("third.py"))
print(importlib.util.find_spec("nowhere_at_all"))
print(m.__spec__.name, type(m.__loader__).__name__, sys.__spec__.origin)
m.name = "changed"
print(importlib.reload(m) is m, m.name)
mod = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mod)
print(mod.name, "support.pkg.third" in sys.modules)
try:
    importlib.import_module("support.nope")
except ModuleNotFoundError as e:
    print(e, e.name)
