import sys
for arg in [(), (0,), (3,), ("text",), (None,), (1, 2)]:
    try:
        sys.exit(*arg[:1])
    except SystemExit as e:
        print(repr(e), e.code, e.args)
e = SystemExit(1, 2)
print(e.code)
sys.exit(7)
