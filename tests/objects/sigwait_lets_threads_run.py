# While a thread waits for a signal, others run.
import os
import signal
import threading

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
for wait in (signal.sigwait, signal.sigwaitinfo, lambda s: signal.sigtimedwait(s, 30)):
    timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    got = wait([signal.SIGUSR1])
    print(getattr(got, "si_signo", got) == signal.SIGUSR1)
    timer.join()
print(signal.sigtimedwait([signal.SIGUSR1], 0.01))
