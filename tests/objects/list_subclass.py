class L(list):
    def __init__(self, *a):
        super().__init__(a)
        self.tag = 't'
    def append(self, x):
        super().append(x * 2)
l = L(1, 2)
l.append(5)
print(l, l.tag, len(l), l[1:], type(l[1:]).__name__, type(l + [1]).__name__, l == [1, 2, 10], isinstance(l, list), sorted(l), l.__dict__)
class G(list):
    def __getitem__(self, i): return 'item'
    def __len__(self): return 99
    def __iter__(self): return iter('own')
g = G([1, 2])
print(g[0], len(g), list(g), [*g], tuple(g), repr(g))
