try:
    compile("a b c", "f.py", "exec")
except SyntaxError as e:
    print(e.msg, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset, str(e))
raise SyntaxError("made up", ("f.py", 3, 5, "    abc def\n", 3, 8))
