# A cache file that is not to be checked is what py_compile made of the source, whatever the source says now;
# the import statement sees it without importlib's help.
import os, shutil, subprocess, sys, tempfile
folder = os.path.realpath(tempfile.mkdtemp())
source = os.path.join(folder, "cached_mod.py")
def write(text):
    with open(source, "w") as f: f.write(text)
def run(code):
    p = subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {folder!r})\n" + code], capture_output=True, text=True)
    print(p.stdout, p.stderr)
for mode in "UNCHECKED_HASH", "CHECKED_HASH", "TIMESTAMP":
    write("x = 1\n")
    run(f"import py_compile; py_compile.compile({source!r}, invalidation_mode=py_compile.PycInvalidationMode.{mode})")
    write("x = 22\n")
    run("import cached_mod; print(cached_mod.x)")
shutil.rmtree(folder)
