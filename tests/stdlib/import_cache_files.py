# One cache file serves the import statement, importlib's loaders, py_compile and compileall.
import compileall, importlib, importlib.util, os, py_compile, shutil, sys, tempfile
sys.dont_write_bytecode = False
folder = os.path.realpath(tempfile.mkdtemp())
sys.path.insert(0, folder)
def write(text, name="cached_mod", when=None):
    path = os.path.join(folder, name + ".py")
    with open(path, "w") as f: f.write(text)
    if when: os.utime(path, (when, when))
    return path
def fresh(name="cached_mod"):
    sys.modules.pop(name, None)
    importlib.invalidate_caches()
    return importlib.import_module(name)
source = write("x = 1\ndef f(): pass\n", when=1000)
cache = importlib.util.cache_from_source(source)
m = fresh()
print(m.__cached__ == cache, os.listdir(os.path.dirname(cache)) == [os.path.basename(cache)])
stamp = os.stat(cache).st_mtime_ns
code = m.__spec__.loader.get_code("cached_mod")
print(code.co_filename == source, os.stat(cache).st_mtime_ns == stamp)
write("x = 2\ndef f(): pass\n", when=2000)
print(fresh().x)
os.unlink(cache)
py_compile.compile(source, dfile="elsewhere.py", doraise=True)
print(os.path.exists(cache), fresh().x, sys.modules["cached_mod"].f.__code__.co_filename == source)
with open(cache, "wb") as f: f.write(b"damaged")
print(fresh().x)
py_compile.compile(source, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
write("x = 3\n")
print(fresh().x)
print(compileall.compile_file(source, quiet=1, force=True, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH), fresh().x)
write("x = 4\n")
print(fresh().x)
shutil.rmtree(folder)
