import builtins
import sys
sys.displayhook(None)
sys.displayhook([1, "é"])
print(builtins._)
sys.displayhook = lambda v: print("shown:", v)
exec(compile("1 + 1", "<s>", "single"))
