# Deep structures that two threads free at once: each finalizer runs, though each thread waits for the other in between
import threading

counted = []


class Item:
    def __del__(self):
        counted.append(1)


class Gate:
    def __init__(self, opens, waits):
        self.opens, self.waits = opens, waits

    def __del__(self):
        self.opens.set()
        self.waits.wait(10)


def deep(first, last):
    """Freed: first; then, inside of many lists, 200 items, which wait while last is freed."""
    nest = [[last]] + [[Item()] for i in range(200)]
    for i in range(38):
        nest = [nest]
    return [nest, first]


for padding in range(6):
    counted.clear()
    a_waits, b_waits, a_done = threading.Event(), threading.Event(), threading.Event()

    def thread_a():
        x = deep(None, Gate(a_waits, b_waits))
        for i in range(padding):
            x = [x]
        del x
        a_done.set()

    def thread_b():
        a_waits.wait(10)
        x = deep(Gate(b_waits, a_done), None)
        del x

    threads = [threading.Thread(target=f) for f in (thread_a, thread_b)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print(padding, len(counted))
