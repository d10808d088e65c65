import sys


def hook(tp, value, tb):
    raise KeyError("in hook")


sys.excepthook = hook
1 / 0
