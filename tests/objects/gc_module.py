import gc
print(gc.isenabled(), gc.get_threshold()); gc.disable(); print(gc.isenabled()); gc.enable()
class N: pass
gc.collect()
def cycle():
    a, b = N(), N(); a.b = b; b.a = a
gc.disable()
for i in range(1000): cycle()
print(gc.collect() >= 2000)
gc.enable()
x = []; x.append(x)
print(gc.is_tracked(x), gc.is_tracked(5), x in gc.get_referrers(x), any(r is x for r in gc.get_referents([1, x])))
del x
print(gc.collect() >= 1, gc.garbage, len(gc.get_stats()), sorted(gc.get_stats()[0]))
for i in range(200000): cycle()
d = {}
for i in range(300000): d = {"next": d}
del d
print("deep ok")
