# A signal that a native call sends is handled where the call stands.
import os
import signal


def handler(number, frame):
    raise KeyError(number)


signal.signal(signal.SIGUSR1, handler)
try:
    os.kill(os.getpid(), signal.SIGUSR1)
except KeyError as e:
    print("in the try", e)
x = 1
