# Where the text ends within brackets, the bracket is what is wrong.
for source in ("f(1 for c in I,", "f(1 for c in I, \\", '"\\\n"(1 for c in I,\\\n\\', "f(a b\\\n", "(a=1, \\\n", "f(1 for c in I, 2)"):
    try:
        compile(source, "f", "exec")
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset)
