import textwrap, pprint, difflib, html, shlex, fnmatch, calendar, reprlib
t = "The quick brown fox jumped over the lazy dog. " * 3
print(textwrap.fill(t, 30, initial_indent="* ", subsequent_indent="  "), textwrap.shorten(t, 20), textwrap.dedent("  a\n   b\n"), textwrap.indent("a\nb", "> "), sep="\n")
pprint.pprint({"k%d" % i: list(range(i * 3)) for i in range(8)}, width=40, compact=True)
print(pprint.pformat([{"a" * 30: ("b" * 40, {1, 2})}, "word " * 20]))
print("\n".join(difflib.unified_diff("a\nb\nc".split(), "a\nx\nc".split(), "f", "t", lineterm="")))
print(difflib.get_close_matches("appel", ["ape", "apple", "peach"]), difflib.SequenceMatcher(None, "abcd", "bcde").ratio(), list(difflib.ndiff(["one\n"], ["ore\n"])))
print(html.escape("<a b='c'>&"), html.unescape("&lt;&eacute;&#65;"), shlex.split("a 'b c' d\\ e"), shlex.quote("a b"), fnmatch.filter(["a.py", "b.c"], "*.py"))
print(calendar.month(2024, 2), calendar.isleap(2023), calendar.monthrange(2024, 2), reprlib.repr(list(range(100))))
