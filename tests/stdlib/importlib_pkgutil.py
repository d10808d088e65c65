import importlib, importlib.util, importlib.machinery, pkgutil, sys, types, tempfile, os, runpy
print(importlib.import_module("json.decoder").__name__, importlib.util.find_spec("nope_x"), importlib.util.find_spec("json").submodule_search_locations is not None)
with tempfile.TemporaryDirectory() as d:
    os.makedirs(os.path.join(d, "pk"))
    for n, s in (("__init__", "x = 1"), ("a", "from . import x\ny = x + 1"), ("__main__", "print('main', __name__)")):
        with open(os.path.join(d, "pk", n + ".py"), "w") as f: f.write(s)
    with open(os.path.join(d, "pk", "data.txt"), "w") as f: f.write("data")
    sys.path.insert(0, d); importlib.invalidate_caches()
    import pk.a
    print(pk.a.y, [m.name for m in pkgutil.iter_modules(pk.__path__)], pkgutil.get_data("pk", "data.txt"))
    import importlib.resources as res; print(res.files("pk").joinpath("data.txt").read_text())
    with open(os.path.join(d, "pk", "a.py"), "w") as f: f.write("y = 'changed now'")
    importlib.reload(pk.a); print(pk.a.y)
    runpy.run_module("pk"); print(runpy.run_path(os.path.join(d, "pk", "a.py"))["y"])
    spec = importlib.util.spec_from_file_location("direct", os.path.join(d, "pk", "a.py")); m = importlib.util.module_from_spec(spec); spec.loader.exec_module(m); print(m.y, m.__name__)
try: importlib.import_module("pk.zz")
except ModuleNotFoundError as e: print(e, e.name)
print(sorted(x for x in ("json", "re", "nope") if x in sys.stdlib_module_names), types.ModuleType("m", "doc").__doc__)
