import _thread
l = _thread.allocate_lock()
print(l.acquire(), l.locked(), l.acquire(False), l.acquire(timeout=0.01))
l.release()
with l: print(l.locked())
try: l.release()
except RuntimeError as e: print(e)
r = _thread.RLock()
print(r.acquire(), r.acquire(), r._is_owned()); r.release(); r.release()
try: r.release()
except RuntimeError as e: print(e)
for bad in ((False, 1), (True, -2)):
    try: l.acquire(*bad)
    except ValueError as e: print(e)
class L(_thread._local):
    x = 1
    def __init__(self, n): self.n = n
o = L(5); o.y = 2
print(o.x, o.n, o.y, sorted(o.__dict__))
try: o.z
except AttributeError as e: print(e)
