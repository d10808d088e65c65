import importlib.abc
import importlib.machinery
import sys


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname, path, target=None):
        print("find", fullname, path)
        if fullname.startswith("virtual"):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=fullname == "virtual")

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.answer = 42


sys.meta_path.insert(0, Finder())
import virtual
import virtual.inner
print(virtual.answer, virtual.inner.answer, virtual.__spec__.submodule_search_locations)
from support.pkg import first
try:
    import virtuous
except ModuleNotFoundError as e:
    print(e)
sys.meta_path.pop(0)
