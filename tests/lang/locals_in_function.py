def f(a, *b, **c):
    d = 1
    def g(): return d
    l = locals()
    l2 = sorted(k for k in l)
    return l2, l["d"], l["a"]
print(f(1, 2, z=3))
class C:
    x = 1
    print(sorted(k for k in locals() if not k.startswith("__")))
print("f" in locals(), locals() is globals())
