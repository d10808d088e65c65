import signal, os, time
seen = []
print(signal.signal(signal.SIGUSR1, lambda n, f: seen.append(n)))
os.kill(os.getpid(), signal.SIGUSR1)
for _ in range(100): pass
print(seen == [signal.SIGUSR1], signal.getsignal(signal.SIGINT) is signal.default_int_handler)
def handler(n, f): raise TimeoutError('late')
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.01)
try:
    while True: time.sleep(10)
except TimeoutError as e:
    print(repr(e))
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print('interrupted')
for f in (lambda: signal.signal(999, handler), lambda: signal.signal(signal.SIGINT, 'x')):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e)
