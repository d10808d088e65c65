# Modules are imported from zip files and .pyc files on sys.path; programs are run from them.
import os, py_compile, shutil, subprocess, sys, tempfile, zipfile

folder = os.path.realpath(tempfile.mkdtemp())
archive = os.path.join(folder, "lib.zip")
with zipfile.ZipFile(archive, "w") as z:
    z.writestr("zipped/__init__.py", "from . import inner\n")
    z.writestr("zipped/inner.py", "value = 42\n")
    z.writestr("__main__.py", "import sys\nfrom zipped.inner import value\n"
               "print('main', value, sys.argv[1:], type(__loader__).__name__, __package__ == '')\n")
source = os.path.join(folder, "alone.py")
with open(source, "w") as f:
    f.write("where = __file__\nif __name__ == '__main__': print('compiled', type(__loader__).__name__)\n")
py_compile.compile(source, cfile=source + "c")
os.remove(source)

sys.path.insert(0, archive)
import zipped.inner
print(zipped.inner.value, os.path.relpath(zipped.inner.__file__, folder), type(zipped.__loader__).__name__)
sys.path.insert(0, folder)
import alone
print(os.path.relpath(alone.where, folder), type(alone.__loader__).__name__)
def run(*args):
    r = subprocess.run([sys.executable, *args], capture_output=True, text=True, cwd=folder)
    print(r.returncode, r.stdout.strip(), r.stderr.strip())
run(archive, "a", "b")
run(source + "c")
run("-c", "print(__loader__)")
with open(os.path.join(folder, "script.py"), "w") as f:
    f.write("print(type(__loader__).__name__, __spec__)\n")
run("script.py")
with open(source + "c", "wb") as f:
    f.write(b"nonsense")
run(source + "c")
shutil.rmtree(folder)
