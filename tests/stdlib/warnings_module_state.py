# _warnings uses what the warnings module has now, and what it had last once a name is deleted
import sys
import warnings

sys.stderr = sys.stdout
warnings.simplefilter("error")
del warnings.filters
try:
    warnings.warn("still an error")
except UserWarning as e:
    print("raised", e)
warnings.filters = []
warnings.defaultaction = "ignore"
warnings.warn("not shown")
warnings.defaultaction = "always"
warnings.warn_explicit("shown", UserWarning, "file.py", 3)
del warnings.defaultaction
warnings.warn_explicit("shown again", UserWarning, "file.py", 4)

for module_globals in [None, {}, 5]:
    try:
        warnings.warn_explicit("message", UserWarning, "name", 1, module_globals=module_globals)
    except TypeError as e:
        print(e)
