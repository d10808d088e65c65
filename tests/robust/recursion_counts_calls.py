# How deep each kind of call gets before the limit stops it.
depth = 0
def run(name, call):
    global depth
    depth = 0
    try:
        call()
    except RecursionError as e:
        print(name, depth, e)
def function():
    global depth
    depth += 1
    function()
class Callable:
    def __call__(self):
        global depth
        depth += 1
        return self()
class Init:
    def __init__(self):
        global depth
        depth += 1
        Init()
class Special:
    def __add__(self, other):
        global depth
        depth += 1
        return self + other
    def __eq__(self, other):
        global depth
        depth += 1
        return self == other
    def __getitem__(self, i):
        global depth
        depth += 1
        return self[i]
    def __getattr__(self, name):
        global depth
        depth += 1
        return self.missing
    @property
    def p(self):
        global depth
        depth += 1
        return self.p
def star(*args):
    global depth
    depth += 1
    return star(*args)
s = Special()
run("function", function)
run("callable", Callable())
run("init", Init)
run("add", lambda: s + 1)
run("eq", lambda: s == 1)
run("getitem", lambda: s[0])
run("getattr", lambda: s.x)
run("property", lambda: s.p)
run("star", lambda: star(1, 2))
