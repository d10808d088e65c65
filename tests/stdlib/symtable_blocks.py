# The symbol tables of blocks: scopes of names, kinds of use, inner blocks.
import symtable

source = """
import os, sys as s
top: int = 1
def f(a, *args, b=2, **kw):
    global shared
    local = a
    def inner():
        nonlocal local
        local = shared
        return [x for x in args]
    return lambda q: q + local
class C:
    attr = f
    def method(self): return __class__
"""
def show(table, depth=0):
    print("  " * depth, table.get_type(), table.get_name(), table.get_lineno(), table.is_nested(), table.has_children())
    for symbol in table.get_symbols():
        kinds = [k for k in ("referenced", "parameter", "global", "nonlocal", "declared_global", "local", "annotated", "free",
                             "imported", "assigned", "namespace") if getattr(symbol, "is_" + k)()]
        print("  " * depth, "-", symbol.get_name(), *kinds)
    for child in table.get_children():
        show(child, depth + 1)
show(symtable.symtable(source, "f.py", "exec"))
try:
    symtable.symtable("def f(a, a): pass", "f.py", "exec")
except SyntaxError as e:
    print(e, e.lineno, e.offset)
