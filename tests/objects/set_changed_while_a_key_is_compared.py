class Bad:
    def __hash__(self): return 0
    def __eq__(self, other):
        if armed:
            target.clear()
            other_set.clear()
        return self is other
armed = False
target = {Bad() for i in range(9)}
other_set = {Bad() for i in range(9)}
armed = True
try:
    target |= other_set
except RuntimeError as e:
    print(e)
print(len(target) <= 10)
armed = False
target = {Bad()}
armed = True
print(Bad() in target, len(target))
