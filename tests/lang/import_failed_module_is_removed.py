import sys
for i in range(2):
    try:
        import support.fails
    except ZeroDivisionError:
        print("failed", "support.fails" in sys.modules)
