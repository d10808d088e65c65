# os.pidfd_open: a descriptor that becomes readable when the process ends.
import os
import select

pid = os.fork()
if not pid:
    os._exit(3)
fd = os.pidfd_open(pid)
print(select.select([fd], [], [])[0] == [fd], os.get_inheritable(fd))
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
os.close(fd)
try:
    os.pidfd_open(pid, flags=0)
except ProcessLookupError as e:
    print(e)
