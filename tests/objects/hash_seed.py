# A seed gives the hashes that CPython has for it.
import os
import subprocess
import sys

text = "print(hash('abc'), hash(b'abcdefghijk'), hash('äú∑ℇ'), hash('\U0001f40d' * 9), hash(''), list({'a', 'b', 'c', 'd', 'e'}) == 0)"
for seed in ("0", "1", "42", "4294967295"):
    p = subprocess.run([sys.executable, "-c", text], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True)
    print(seed, p.stdout)
