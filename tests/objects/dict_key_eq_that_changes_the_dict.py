class K:
    def __init__(self, n): self.n = n
    def __hash__(self): return 7
    def __eq__(self, other):
        if armed:
            d.clear()
        return self.n == other.n
armed = False
d = {K(i): i for i in range(20)}
print(len(d), d[K(13)])
armed = True
print(d.get(K(19)), len(d))
class Boom:
    def __hash__(self): return 7
    def __eq__(self, other): raise ValueError('eq')
armed = False
d[K(1)] = 1
try:
    d[Boom()]
except ValueError as e:
    print(e)
