# sys.executable takes python3's command line, and a program can start itself again.
import os
import subprocess
import sys
import tempfile


def run(*args, **how):
    p = subprocess.run([sys.executable, *args], capture_output=True, text=True, **how)
    print(p.returncode, repr(p.stdout), repr(p.stderr.splitlines()[-1:]))


if sys.argv[1:]:
    print("again", sys.argv[1:], __name__)
    sys.exit(3)
run("-c", "import sys; print(sys.argv, sys.flags.dev_mode, __name__)", "a", "-b")
run("-X", "dev", "-I", "-c", "import sys; print(sys.flags.dev_mode, sys.flags.isolated)")
run("-O", "-c", "assert False; print(__debug__)")
run("-m", "json.tool", input='{"a": 1}')
run("-c", "1/0")
run(input="print(1 + 1)")
run("-i", "-c", "x = 5", input="x\n1/0\n")
run("-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(7)'])")
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "script.py")
    with open(path, "w") as f:
        f.write("import sys; print(sys.argv[1:], sys.path[0] == %r)" % os.path.realpath(folder))
    run(path, "x", "y")
    with open(os.path.join(folder, "json.py"), "w") as f:
        f.write("print('another json')")
    run("-m", "json", cwd=folder)
    run("-c", "import json, os; print(os.path.basename(json.__file__))", cwd=folder)
    run("-I", "-c", "import json; print(json.dumps([]))", cwd=folder)
run(sys.argv[0], "one", "--two")

# path functions leave the name alone, and the name that is given along does not matter
print(sys.executable == os.path.abspath(sys.executable), os.path.samefile(sys.executable, os.path.realpath(sys.executable)))
p = subprocess.run(["other", "-c", "print('called otherwise')"], executable=sys.executable, capture_output=True, text=True)
print(p.returncode, repr(p.stdout))
