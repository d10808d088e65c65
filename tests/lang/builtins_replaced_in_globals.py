for b in ({"len": lambda x: "mine", "print": print}, {}, 123):
    g = {"__builtins__": b}
    try:
        exec("def f(): return len([1])\nprint(f())", g)
    except Exception as e:
        print(type(e).__name__, e)
try:
    exec("import sys", {"__builtins__": {}})
except ImportError as e:
    print(e)
try:
    exec("class C: pass", {"__builtins__": {}})
except NameError as e:
    print(e)
