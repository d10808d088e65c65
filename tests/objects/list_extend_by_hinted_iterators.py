# A hint that no list can satisfy is not believed.
import sys


class Empty:
    def __init__(self, hint):
        self.hint = hint

    def __iter__(self):
        return iter(())

    def __length_hint__(self):
        return self.hint


for hint in (0, 5, sys.maxsize, sys.maxsize - 1, sys.maxsize // 2, sys.maxsize // 8):
    a = [1, 2, 3, 4]
    try:
        a.extend(Empty(hint))
    except MemoryError:
        print("MemoryError")
    print(a)
