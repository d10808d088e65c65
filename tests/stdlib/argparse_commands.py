import argparse
p = argparse.ArgumentParser(prog="prog", description="A test.")
p.add_argument("file", nargs="+", help="files")
p.add_argument("-n", "--number", type=int, default=3, metavar="N", help="a number (default %(default)s)")
p.add_argument("-v", action="count", default=0)
p.add_argument("--mode", choices=["a", "b"])
g = p.add_mutually_exclusive_group()
g.add_argument("--on", action="store_true"); g.add_argument("--off", dest="on", action="store_false")
print(p.parse_args(["x", "-vv", "--number=7", "y", "--mode", "b"]))
print(p.format_help())
for bad in (["x", "-n", "z"], [], ["x", "--mode", "q"], ["x", "--on", "--off"]):
    try:
        p.parse_args(bad)
    except SystemExit as e:
        print("exit", e.code)
sub = argparse.ArgumentParser(prog="s")
sp = sub.add_subparsers(dest="cmd", required=True)
a = sp.add_parser("add", help="adds"); a.add_argument("x", type=float)
print(sub.parse_args(["add", "1.5"]), sub.format_usage())
