"""A JSON pretty-printer for the command line: argparse, json, exit codes.

usage: json_pretty.py [--indent N] [--sort-keys] [--compact] [--query PATH] [FILE]
"""
import argparse
import json
import sys

SAMPLE = """
{"name": "krait", "tags": ["compiler", "python"], "stars": 1e3, "nested":
 {"empty": {}, "list": [1, 2.5, -3, null, true, false], "text": "tab\\there \\u00e9"}}
"""


def parse_args(argv):
    parser = argparse.ArgumentParser(prog="json_pretty", description="Prints JSON so that people can read it.")
    parser.add_argument("file", nargs="?", help="the file to read (default: a built-in sample)")
    parser.add_argument("--indent", type=int, default=2, metavar="N", help="spaces a level (default: 2)")
    parser.add_argument("--sort-keys", action="store_true", help="sort the keys of objects")
    parser.add_argument("--compact", action="store_true", help="no white space at all")
    parser.add_argument("--query", metavar="PATH", help="print only the part at a path such as nested.list.0")
    return parser.parse_args(argv)


def select(value, path):
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def main(argv):
    args = parse_args(argv)
    if args.file:
        with open(args.file, encoding="utf-8") as source:
            text = source.read()
    else:
        text = SAMPLE
    try:
        value = json.loads(text)
        if args.query:
            value = select(value, args.query)
    except json.JSONDecodeError as error:
        print(f"json_pretty: {error.msg} at line {error.lineno}, column {error.colno}", file=sys.stderr)
        return 1
    except (KeyError, IndexError, ValueError) as error:
        print(f"json_pretty: no such path: {error}", file=sys.stderr)
        return 1
    if args.compact:
        print(json.dumps(value, separators=(",", ":"), sort_keys=args.sort_keys, ensure_ascii=False))
    else:
        print(json.dumps(value, indent=args.indent, sort_keys=args.sort_keys, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
