o = object()
print(repr(o)[:18], o == o, o != o, o == 1, hash(o) == hash(o), str(o) == repr(o))
for bad in ("object(1)", "object().__format__('x')", "object.__new__(5)", "object.__new__(int)", "object.__init__(object(), 1)"):
    try: eval(bad)
    except TypeError as e: print(e)
class A: pass
for bad in ("A(1)", "A(x=1)", "int.__new__(A)", "type()", "type('x', (), {}, 1)", "type(1, (), {})", "object < object", "object() < object()"):
    try: eval(bad)
    except TypeError as e: print(e)
print([n for n in dir(A()) if not n.startswith("__")], "__init__" in dir(A))
a = A(); a.q = 1
print("q" in dir(a), a.__reduce_ex__(2)[2], a.__getstate__(), A().__getstate__())
print(type(A.__dict__), type(A.__init__), type([].append), type(list.append), type(A.__repr__), type("".join), type(int.real))
print(list.append, object.__repr__, int.real, int.__add__, (5).__add__(3), int.__add__(2, 4), (1).__radd__(2))
for bad in ("list.append(5, 1)", "list.append()", "int.__add__(1)", "int.__add__('a', 1)", "(1).__add__()", "int.real.__get__('a')", "(1).__add__(x=1)"):
    try: eval(bad)
    except TypeError as e: print(e)
