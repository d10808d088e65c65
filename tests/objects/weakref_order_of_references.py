# The plain reference comes first, then the proxy, then all others from the newest on.
import weakref


class Target:
    pass


class Ref(weakref.ref):
    pass


target = Target()
made = {"sub": Ref(target), "callback": weakref.ref(target, id), "proxy": weakref.proxy(target)}
made["plain"] = weakref.ref(target)
made["sub2"] = Ref(target)
names = {id(r): name for name, r in made.items()}
print([names[id(r)] for r in weakref.getweakrefs(target)])
print(weakref.ref(target) is made["plain"], weakref.proxy(target) is made["proxy"])
