# Code objects made from parts: types.CodeType() and replace() with other instructions, constants and names.
import marshal
import types

def f(a, b=2):
    x = [a for _ in range(b)]
    try:
        return x / 0
    except TypeError as e:
        y = 1
        return lambda: (x, y)

c = f.__code__
fields = ("argcount posonlyargcount kwonlyargcount nlocals stacksize flags code consts names varnames filename name "
          "qualname firstlineno linetable exceptiontable freevars cellvars").split()
d = types.CodeType(*(getattr(c, "co_" + name) for name in fields))
print(c == d, hash(c) == hash(d), c is d)
print([getattr(c, "co_" + n) == getattr(d, "co_" + n) for n in fields])
print(list(c.co_positions()) == list(d.co_positions()), list(c.co_lines()) == list(d.co_lines()))
f.__code__ = d
print(f(3)())
f.__code__ = c.replace(co_consts=tuple("one" if k == 1 else k for k in c.co_consts) + (object(),))
print(f(3)(), len(f.__code__.co_consts) - len(c.co_consts))
try:
    marshal.dumps(f.__code__)
except ValueError as e:
    print(e)
def g(): return 1
def h(): return 2, 3
g.__code__ = g.__code__.replace(co_code=h.__code__.co_code, co_consts=h.__code__.co_consts, co_stacksize=2)
print(g())
moved = c.replace(co_firstlineno=100)
print([line - 100 if line else line for _, _, line in moved.co_lines()] ==
      [line - c.co_firstlineno if line else line for _, _, line in c.co_lines()])
print(list(c.replace(co_linetable=b"").co_lines()), c != c.replace(co_linetable=b""), c != c.replace(co_exceptiontable=b""))
print(marshal.loads(marshal.dumps(c.replace(co_name="other", co_filename="file"))).co_filename)
for change in ({"co_nlocals": 1}, {"co_argcount": 9}, {"co_flags": -1}, {"co_consts": []}, {"co_names": (1,)}, {"co_name": 1},
               {"co_argcount": "x"}, {"nothing": 1}):
    try:
        c.replace(**change)
    except (ValueError, TypeError, SystemError) as e:
        print(type(e).__name__, e if "argument" not in str(e) else "")

# Operands beyond a byte, and lines found again by what tracebacks tell.
source = "\n".join(f"x{i} = {i}" for i in range(300)) + "\nif x1:\n  y = 2\nelse:\n  y = 3\n1 / 0\n"
big = compile(source, "big", "exec")
for code in big, big.replace(co_name="again"):
    space = {}
    try:
        exec(code, space)
    except ZeroDivisionError as e:
        tb = e.__traceback__.tb_next
        print(space["y"], space["x299"], tb.tb_lineno, list(code.co_positions())[tb.tb_lasti // 2])
