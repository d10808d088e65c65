import support.replaces_itself as r
print(r)
import sys
sys.modules["made_up"] = 42
import made_up
print(made_up)
sys.modules["blocked"] = None
try:
    import blocked
except ModuleNotFoundError as e:
    print(e)
