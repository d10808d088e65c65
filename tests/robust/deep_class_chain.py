class C: x = 1
k = C
for i in range(900):
    k = type("K", (k,), {})
print(len(k.__mro__), k().x, issubclass(k, C))
del k, C
import gc
print(gc.collect() > 0)
