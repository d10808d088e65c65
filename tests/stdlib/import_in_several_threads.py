# A module is loaded once, by one thread; others that import it wait, unless it waits for them.
import os
import sys
import tempfile
import threading

with tempfile.TemporaryDirectory() as folder:
    def write(name, text):
        with open(os.path.join(folder, name + ".py"), "w") as f:
            f.write(text)

    write("slow_module", "import time\nstarted = [1]\ntime.sleep(0.2)\ncount = 1\n")
    write("ring_a", "import time\ntime.sleep(0.1)\nx = 'a'\nimport ring_c\n")
    write("ring_b", "import time\ntime.sleep(0.1)\nx = 'b'\nimport ring_d\n")
    write("ring_c", "import ring_b\n")
    write("ring_d", "import ring_a\n")
    sys.path.insert(0, folder)
    results = []

    def use():
        import slow_module
        results.append(slow_module.count)

    def use_a():
        import ring_a
        results.append(getattr(ring_a, "x", None))

    def use_b():
        import ring_b
        results.append(getattr(ring_b, "x", None))

    def run(*functions):
        results.clear()
        threads = [threading.Thread(target=f) for f in functions]
        for t in threads:
            t.start()
        for t in threads:
            t.join(20)
            print(t.is_alive(), end=" ")
        print(sorted(map(str, results)))

    run(*[use] * 6)
    run(use_a, use_b)

import _imp
_imp.acquire_lock(), _imp.acquire_lock(), _imp.release_lock()
print(_imp.lock_held())
_imp.release_lock()
print(_imp.lock_held())
try:
    _imp.release_lock()
except RuntimeError as e:
    print(e)
