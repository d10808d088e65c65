import warnings
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    warnings.warn("a")
    warnings.warn("a", RuntimeWarning)
    warnings.warn(UserWarning("b"))
print([(str(x.message), x.category.__name__, x.lineno) for x in w])
warnings.filterwarnings("error", message="fatal")
try:
    warnings.warn("fatal thing")
except UserWarning as e:
    print("raised", e)
warnings.filterwarnings("ignore")
warnings.warn("silent")
