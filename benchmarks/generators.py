# Generators: nested ones, a tree walked with yield from, generator expressions consumed at once.


class Tree:
    def __init__(self, left, value, right):
        self.left = left
        self.value = value
        self.right = right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def tree(low, high):
    if low >= high:
        return None
    middle = (low + high) // 2
    return Tree(tree(low, middle), middle, tree(middle + 1, high))


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def evens(items):
    for x in items:
        if x % 2 == 0:
            yield x


def pairs(items):
    last = None
    for x in items:
        if last is not None:
            yield last, x
        last = x


def primes(limit):
    seen = bytearray(limit)
    for i in range(2, limit):
        if seen[i]:
            continue
        yield i
        for j in range(i * i, limit, i):
            seen[j] = 1


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield [items[i]] + rest


def averager():
    total = 0.0
    count = 0
    average = 0.0
    while True:
        value = yield average
        total += value
        count += 1
        average = total / count


def nested(n):
    total = 0
    for a, b in pairs(evens(numbers(n))):
        total += b - a
    return total


def walk(times):
    t = tree(0, 4000)
    total = 0
    for _ in range(times):
        for value in t:
            total += value
    return total


def expressions(n):
    total = 0
    for _ in range(n):
        total += sum(i * i for i in range(100))
        total += any(i > 90 for i in range(100))
        total += max(i % 7 for i in range(100))
        total += len(",".join(str(i) for i in range(20)))
    return total


def averages(n):
    a = averager()
    next(a)
    result = 0.0
    for i in range(n):
        result = a.send(float(i % 100))
    return result


print(nested(1500000))
print(walk(60))
print(expressions(8000))
print(sum(primes(1000000)))
print(sum(p[0] for p in permutations(list(range(8)))))
print(averages(700000))
