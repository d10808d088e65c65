e = ValueError("text")
e.add_note("first")
e.add_note("second\nline")
e.__notes__.append(42)
raise e
