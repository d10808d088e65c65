n = 20000
src = "def f():\n" + "".join(f"    v{i} = {i}\n" for i in range(n)) + "    return v0 + v%d\n" % (n - 1)
ns = {}
exec(src, ns)
print(ns["f"](), len(ns["f"].__code__.co_varnames))
src = "x = [" + ", ".join(str(i) for i in range(50000)) + "]"
exec(src, ns)
print(len(ns["x"]))
src = "d = {" + ", ".join(f"'k{i}': {i}" for i in range(30000)) + "}"
exec(src, ns)
print(len(ns["d"]))
src = "def g(" + ", ".join(f"a{i}=0" for i in range(1000)) + "): return a999"
exec(src, ns)
print(ns["g"](*range(1000)))
src = "y = g(" + ", ".join(f"a{i}={i}" for i in range(1000)) + ")"
exec(src, ns)
print(ns["y"])
src = "z = " + " + ".join(["1"] * 2000)
exec(src, ns)
print(ns["z"])
src = "z = " + "'a' " * 10000
exec(src, ns)
print(len(ns["z"]))
src = "def h(x):\n" + "    if x == 1: x = 2\n" * 5000 + "    return x\n"
exec(src, ns)
print(ns["h"](1))
src = "def k():\n" + "    for i in (1,):\n" * 0 + "".join("    " * (i + 1) + "for i%d in (1,):\n" % i for i in range(19)) + "    " * 20 + "return 5\n"
exec(src, ns)
print(ns["k"]())
