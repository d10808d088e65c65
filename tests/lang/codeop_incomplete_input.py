import codeop
for src in ["x = 1","if 1:","if 1:\n  pass","if 1:\n  pass\n","def f():\n  x","def f():\n  x\n","(1,","'''abc","x = = 3","1 + \\","for i in x:\n  i\n","@deco","@deco\n","class A: pass","class A: pass\n","try:\n  x\n","try:\n  x\nexcept: pass","try:\n  x\nexcept: pass\n","if 1: x","if 1: x\n","if 1:\n  a\nelse:","if 1:\n  a\nelse:\n  b","if 1:\n  a\nelse:\n  b\n","","\n","# c","x; y","f(","}", "def f(", "with x: pass", "async def f():\n await x\n", "if 1:\n  if 2:\n    x", "if 1:\n  if 2:\n    x\n", "x = [1,\n2,", "f'''{\n", "a = '''x\n'''", "del x, (", "match x:", "match x:\n case 1:\n  pass\n"]:
    try: r = codeop.compile_command(src)
    except (SyntaxError, ValueError, OverflowError) as e: print(repr(src), type(e).__name__, e.msg); continue
    print(repr(src), "code" if r else r)
