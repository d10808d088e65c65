import threading, time, queue, concurrent.futures as cf
out = []
def f(n):
    for i in range(1000): out.append(n)
ts = [threading.Thread(target=f, args=(i,), name=f"w{i}") for i in range(4)]
for t in ts: t.start()
for t in ts: t.join()
print(len(out), sorted(set(out)), ts[0].is_alive(), threading.active_count())
total = 0; lock = threading.Lock()
def add():
    global total
    for i in range(2000):
        with lock: total += 1
ts = [threading.Thread(target=add) for _ in range(3)]
[t.start() for t in ts]; [t.join() for t in ts]; print(total)
q = queue.Queue(2)
def produce():
    for i in range(5): q.put(i)
    q.put(None)
threading.Thread(target=produce).start(); print(list(iter(q.get, None)))
ev = threading.Event(); threading.Timer(.01, ev.set).start(); print(ev.wait(5))
cond = threading.Condition(); ready = []
def waiter():
    with cond: cond.wait_for(lambda: ready, 5); print("ready")
t = threading.Thread(target=waiter); t.start()
with cond: ready.append(1); cond.notify_all()
t.join()
loc = threading.local(); loc.x = 1; seen = []
t = threading.Thread(target=lambda: seen.append(hasattr(loc, "x"))); t.start(); t.join(); print(seen, loc.x)
with cf.ThreadPoolExecutor(3) as ex:
    print(list(ex.map(lambda x: x * x, range(5))), ex.submit(pow, 2, 5).result())
    fut = ex.submit(lambda: 1 / 0)
    print(repr(fut.exception()))
b = threading.Barrier(2); r = []
t = threading.Thread(target=lambda: r.append(b.wait())); t.start(); r.append(b.wait()); t.join(); print(sorted(r))
spin = [0]; stop = False
def busy():
    while not stop: spin[0] += 1
t = threading.Thread(target=busy); t.start(); time.sleep(.05); stop = True; t.join(); print(spin[0] > 0)
threading.excepthook = lambda a: print(a.exc_type.__name__, a.thread.name)
t = threading.Thread(target=lambda: [][1], name="bad"); t.start(); t.join()
s = threading.Semaphore(2); print(s.acquire(), s.acquire(), s.acquire(blocking=False))
print(threading.current_thread().name, threading.main_thread() is threading.current_thread())
threading.Thread(target=lambda: (time.sleep(.02), print("last"))).start()
threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
