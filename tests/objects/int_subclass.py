class Money(int):
    def __new__(cls, n, unit='EUR'):
        self = super().__new__(cls, n)
        self.unit = unit
        return self
    def __repr__(self):
        return f'{int(self)} {self.unit}'
a, b = Money(5), Money(10**30, 'USD')
print(a, b, a + b, type(a + b).__name__, a == 5, hash(b) == hash(10**30), a.unit, b.unit, -a, [1, 2, 3, 4, 5, 6][a])
print(sorted([Money(3), Money(1), 2]), isinstance(a, int), int(a), type(int(a)).__name__, Money(0) or 'zero', a * 'x')
class Loud(int):
    def __add__(self, other): return 'add'
    def __radd__(self, other): return 'radd'
print(Loud(1) + 1, 1 + Loud(1), Loud(1) + Loud(1), sum([Loud(1)]))
