import random
random.seed(1)
a = [random.randrange(100) for i in range(300)]
b = sorted(a)
print(all(b[i] <= b[i + 1] for i in range(299)), sorted(b) == b, sorted(a, reverse=True) == b[::-1])
words = 'the quick brown fox jumps over the lazy dog'.split()
print(sorted(words), sorted(words, key=len), sorted(words, key=len, reverse=True), sorted([2.5, 1, 3, -1.5]), sorted([(2, 'a'), (1, 'b'), (1, 'a')]))
class P:
    def __init__(self, k, n): self.k, self.n = k, n
    def __lt__(self, o): return self.k < o.k
    def __repr__(self): return '%d%s' % (self.k, self.n)
print(sorted([P(i % 3, chr(97 + i)) for i in range(12)]))
print(sorted([P(i % 3, chr(97 + i)) for i in range(12)], reverse=True))
