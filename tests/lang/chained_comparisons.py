class V:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        print(self.n, "<", other.n)
        return self.n < other.n


a, b, c = V(1), V(2), V(0)
print(a < b < c)
print(a < c < b)
if a < b < V(3):
    print("yes")
if not a < c < b:
    print("no")
while a < b < c:
    print("never")
print(1 < 2 == 2 != 3 > 2 >= 2 in [2] is not None)
print([x for x in range(10) if 2 < x <= 5])
