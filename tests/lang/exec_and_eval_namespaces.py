g = {"x": 1}
exec("y = x + 1\ndef f(): return y", g)
print(g["y"], g["f"](), sorted(k for k in g))
l = {}
exec("z = x", g, l)
print(l, "z" in g)
print(eval("x + y", g), eval("a * 2", {}, {"a": 21}), eval("  1 + 1"))
def h():
    v = 10
    return eval("v + 1")
print(h())
class Ns(dict):
    def __missing__(self, k): return "<" + k + ">"
print(eval("foo", {}, Ns()))
for bad in ("1 +", "x = 1"):
    try:
        eval(bad)
    except SyntaxError as e:
        print(type(e).__name__, e.filename, e.lineno)
code = compile("p = 5", "<here>", "exec")
exec(code)
print(p, code.co_filename, code.co_name)
