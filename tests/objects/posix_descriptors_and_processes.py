import os
r, w = os.pipe()
print(os.write(w, b'hello'), os.read(r, 3), os.read(r, 10), os.get_inheritable(r), os.isatty(r))
pid = os.fork()
if pid == 0:
    os.write(w, b'child')
    os._exit(7)
_, status = os.waitpid(pid, 0)
print(os.read(r, 10), os.WIFEXITED(status), os.WEXITSTATUS(status), os.waitstatus_to_exitcode(status))
os.close(r); os.close(w)
try:
    os.read(r, 1)
except OSError as e:
    print(e)
os.environ['KRAIT_TEST'] = 'x y'; print(os.system('test "$KRAIT_TEST" = "x y"'), os.getenv('KRAIT_TEST'), len(os.urandom(8)), os.getpid() != os.getppid())
