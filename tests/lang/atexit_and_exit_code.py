import atexit
import sys


def last():
    print("last")
    sys.stdout.flush()


atexit.register(last)
sys.exit(3)
