"""What the cycle collector costs: full collections over live objects, garbage cycles, pauses."""
import gc
import time


class Node:
    def __init__(self, i):
        self.i = i
        self.other = None


def timed(f):
    start = time.process_time()
    f()
    return time.process_time() - start


def live(n):
    out = []
    for i in range(n // 5):
        node = Node(i)
        out.append((node, [i, node], {"k": node}, [str(i)]))
    return out


def two_cycles(n):
    for i in range(n):
        a, b = Node(i), Node(i)
        a.other, b.other = b, a


def churn(window, rounds):
    kept = [None] * window
    for i in range(rounds):
        kept[i % window] = [i]


gc.disable()
objects = live(1_000_000)
best = min(timed(gc.collect) for _ in range(5))
print(f"full collection, 1 M live objects: {best * 1e3:.0f} ms")
del objects
gc.collect()
two_cycles(500_000)
print(f"garbage two-cycles: {timed(gc.collect) * 1e3:.0f} ns an object")
gc.enable()
objects = live(1_000_000)
gc.collect()
pauses = []
started = [0.0]


def watch(phase, info):
    if phase == "start":
        started[0] = time.process_time()
    else:
        pauses.append(time.process_time() - started[0])


gc.callbacks.append(watch)
total = timed(lambda: churn(20_000, 1_000_000))
print(f"young collections beside 1 M old objects: {len(pauses)}, longest pause {max(pauses, default=0) * 1e3:.2f} ms, "
      f"sum {sum(pauses) * 1e3:.0f} ms of {total * 1e3:.0f} ms")
