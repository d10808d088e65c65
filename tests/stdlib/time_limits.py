# Numbers of seconds and milliseconds that are too large, negative, or no numbers, wherever a time limit is taken.
import select
import signal
import socket
import threading
import time
from fractions import Fraction


def shown(f, *args):
    try:
        print(f(*args), end="; ")
    except Exception as e:
        print(type(e).__name__, e, end="; ")


lock = threading.Lock()
lock.acquire()
s, peer = socket.socketpair()
limits = {
    "sleep": time.sleep,
    "acquire": lambda v: lock.acquire(True, v),
    "select": lambda v: select.select([], [], [], v),
    "poll": select.poll().poll,
    "epoll": select.epoll().poll,
    "settimeout": lambda v: (s.settimeout(v), s.gettimeout()),
    "setitimer": lambda v: signal.setitimer(signal.ITIMER_VIRTUAL, v, v),
    "sigtimedwait": lambda v: signal.sigtimedwait([], v),
}
wrong = [1e300, float("inf"), float("nan"), -1e300, -(10**30), 10**30, 1e10, 2**63 - 1, "1", Fraction(1, 3)]
rounded = {"settimeout": [2**-31, 1e-10, 0, 2, 1.5, 10**6, 2147483.648], "poll": [0, 0.2, 1], "sleep": [0, 1e-9, -1e-10],
           "acquire": [0, 1e-5, -2], "setitimer": [0, -1e-10, -2, 1e-7], "sigtimedwait": [-1e-10, -2]}
for name, limit in limits.items():
    print(name, end=": ")
    for v in wrong:
        shown(limit, v)
    for v in rounded.get(name, ()):
        shown(limit, v)
    print()
print(signal.setitimer(signal.ITIMER_VIRTUAL, 0)[1], threading.TIMEOUT_MAX)

s.settimeout(0.01)
shown(s.recv, 1)
before = time.monotonic()
print(lock.acquire(timeout=0.02), time.monotonic() - before >= 0.02)
