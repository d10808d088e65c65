def t(n):
    print(n, end=" ")
    return n
t(1) + t(2) * t(3); print()
print([t(1), t(2)][t(0)])
d = {t("k1"): t("v1"), t("k2"): t("v2")}; print()
def f(*a, **k): return None
f(t(1), *[t(2)], k=t(3), **{"z": t(4)}); print()
x = [0, 0]
x[t(0)] = t(5); print(x)
(t(1) < t(2) < t(0) < t(9)); print()
t(0) or t(3) and t(4); print()
