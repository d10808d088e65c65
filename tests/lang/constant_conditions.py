# Constants among the operands of and/or, long displays and long calls mean what they say.
def conditions(x):
    return (True and x, False and x, True or x, False or x, x and 0 and y, x or None or 1, "" or x, () or x or z, 1 and 2 and 3)
print(conditions(5), conditions(0 or 7))
for source in ("False and (yield)", "True or (await x)", "def f(): return True or (yield)"):
    try:
        exec(source)
        print("fine")
    except SyntaxError as e:
        print(e.msg)
def show(*args, **kwargs):
    return len(args), len(kwargs), list(kwargs)[::40], sum(args)
n = 1
print(eval("show(" + "n, " * 100 + ")"), eval("show(" + ", ".join(f"k{i}=n" for i in range(100)) + ", **{'z': 1})"))
print(len(eval("[" + "n, " * 100 + "]")), len(eval("(" + "n, " * 100 + ")")), len(eval("{" + "n, " * 100 + "}")),
      len(eval("{" + ", ".join(f"{i}: n" for i in range(100)) + "}")))
try:
    eval("show(" + ", ".join(f"k{i}=n" for i in range(40)) + ", **{'k7': 1})")
except TypeError as e:
    print(str(e).split(".")[-1])
print(compile("[" + "x, " * 200 + "]", "f", "eval").co_stacksize < 10)
