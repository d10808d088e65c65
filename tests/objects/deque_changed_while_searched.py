from collections import deque
class Evil:
    def __init__(self, f): self.f = f
    def __eq__(self, other):
        self.f()
        return False
for method in ('remove', 'index', 'count', '__contains__'):
    d = deque()
    d.extend([Evil(d.clear), 1, 2])
    try:
        print(getattr(d, method)(2))
    except Exception as e:
        print(method, type(e).__name__, e)
class Boom:
    def __eq__(self, other): raise RuntimeError('own')
try:
    deque([Boom()]).remove(1)
except RuntimeError as e:
    print(e)
