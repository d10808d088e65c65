import sys


def hook(tp, value, tb):
    print("hook:", tp.__name__, value, tb.tb_lineno)


sys.excepthook = hook
1 / 0
