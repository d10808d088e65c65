# Compiles each program of programs.txt and prints what is wrong with it; python3.11 and krait must agree.
# A program's heading may end in "| compile": its error comes after parsing.
import sys
import warnings

warnings.simplefilter("ignore")


def show(name, text):
    print("####", name)
    try:
        compile(text, "<program>", "exec")
        print("no error")
    except SyntaxError as e:
        print(type(e).__name__, e.msg)
        print("  from", e.lineno, e.offset, "to", e.end_lineno, e.end_offset, "in", ascii(e.text))
    except (ValueError, MemoryError, RecursionError) as e:
        print(type(e).__name__, e)


with open(sys.argv[1], encoding="utf-8") as file:
    for program in file.read().split("#### ")[1:]:
        heading, _, body = program.partition("\n")
        show(heading, body)
