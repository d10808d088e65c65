# termios: attributes and sizes of a pseudo-terminal, and what is refused.
import os
import termios
import tty

master, slave = os.openpty()
pipe, _ = os.pipe()
mode = termios.tcgetattr(slave)
print(len(mode), len(mode[6]), mode[6][termios.VINTR], mode[6][termios.VMIN])
termios.tcsetwinsize(slave, (24, 80))
print(termios.tcgetwinsize(slave))


def attempt(f, *args):
    try:
        print(f(*args))
    except (TypeError, ValueError, OverflowError, termios.error) as e:
        print(type(e), e)


attempt(termios.tcgetattr, pipe)
attempt(termios.tcgetattr, -1)
attempt(termios.tcgetattr, "x")
attempt(termios.tcsetattr, slave, termios.TCSANOW, mode[:6])
attempt(termios.tcsetattr, slave, termios.TCSANOW, mode[:6] + [[1]])
attempt(termios.tcsetattr, slave, termios.TCSANOW, mode[:6] + [["ab"] * 32])
attempt(termios.tcsetattr, slave, termios.TCSANOW, ["x"] + mode[1:])
attempt(termios.tcsetattr, slave, 99, mode)
attempt(termios.tcsetwinsize, slave, (1,))
attempt(termios.tcsetwinsize, slave, 3)
attempt(termios.tcsetwinsize, slave, ("a", 1))
attempt(termios.tcsetwinsize, slave, (70000, 1))
attempt(termios.tcflush, slave, 99)
attempt(termios.tcflush, slave, termios.TCIOFLUSH)
attempt(termios.tcdrain, slave)
tty.setraw(slave)
raw = termios.tcgetattr(slave)
print(raw[3] & (termios.ECHO | termios.ICANON), raw[6][termios.VMIN], raw[6][termios.VTIME])
os.write(master, b"typed")
print(os.read(slave, 10))
termios.tcsetattr(slave, termios.TCSADRAIN, mode)
print(termios.tcgetattr(slave) == mode, termios.CRTSCTS, termios.error.__mro__[1])
