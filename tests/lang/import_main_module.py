import sys
import __main__
print(__name__, __main__ is sys.modules["__main__"], __main__.__dict__ is globals())
print(__spec__, __package__, __file__.endswith("import_main_module.py"), __doc__, __cached__)
print(sorted(k for k in globals() if k.startswith("__")))
