import csv, io
rows = [["a", 'q"x', "c,d"], [1, 2.5, None], ["multi\nline", "", " s"]]
for kw in ({}, {"quoting": csv.QUOTE_ALL}, {"delimiter": ";", "quotechar": "'"}, {"dialect": "excel-tab"}, {"quoting": csv.QUOTE_NONNUMERIC}, {"quoting": csv.QUOTE_NONE, "escapechar": "\\"}):
    out = io.StringIO(newline="")
    csv.writer(out, **kw).writerows(rows)
    print(repr(out.getvalue()))
    print(list(csv.reader(io.StringIO(out.getvalue(), newline=""), **kw)) if kw.get("quoting") != 2 else "")
d = csv.DictReader(["x,y", "1,2", "3,4,5", "6"])
print(d.fieldnames, list(d), d.line_num)
out = io.StringIO(); w = csv.DictWriter(out, ["a", "b"], restval="-", lineterminator="\n"); w.writeheader(); w.writerow({"a": 1}); print(out.getvalue())
csv.register_dialect("mine", delimiter="|", skipinitialspace=True)
print(list(csv.reader(["a| b|'c'"], "mine")), sorted(csv.list_dialects()), csv.get_dialect("mine").delimiter)
print(csv.Sniffer().sniff("a;b;c\n1;2;3\n").delimiter, list(csv.reader(['"a"b,c', "", 'x"y,"']))) 
for f in (lambda: csv.reader([], "none"), lambda: list(csv.reader(['"a"b'], strict=True)), lambda: csv.writer(io.StringIO(), quoting=csv.QUOTE_NONE).writerow(["a,b"]),
          lambda: csv.writer(io.StringIO()).writerow(5), lambda: list(csv.reader([b"x"])), lambda: csv.reader([], delimiter="ab")):
    try: print(f())
    except (csv.Error, TypeError) as e: print(type(e).__name__, e)
