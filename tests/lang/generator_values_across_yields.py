# Values of every kind live across a yield: ints beyond a word, floats, unbound names, iterators, temporaries.
def numbers(a, f):
    for step in range(4):
        a *= a
        f = f / 3 - step
        yield a, f, step


print(list(numbers(7, 2.5)), list(numbers(2.0, 1)), list(numbers(10 ** 9, 10 ** 300)))


def maybe(flag):
    if flag:
        value = 1
    yield "first"
    try:
        print(value)
    except UnboundLocalError as e:
        print(e)
    value = flag
    yield value
    del value
    yield "deleted"
    print(value)


for flag in (0, 1):
    try:
        for x in maybe(flag):
            print(x)
    except UnboundLocalError as e:
        print(e)


def temporaries(f, d):
    print(f((yield 1), *[(yield 2)], key=(yield 3)), [(yield 4), {(yield 5): (yield 6)}])
    d["k"], d[(yield 7)] = (yield 8), (yield 9)
    print(1 < (yield 10) < 5, f"{(yield 11)!r:>5}")
    return d


def drive(g):
    sent = None
    try:
        while True:
            sent = g.send(sent)
    except StopIteration as e:
        return e.value


print(drive(temporaries(lambda *a, **k: (a, k), {})))


def loops(rows):
    for row in rows:
        for i, cell in enumerate(row):
            for c in cell:
                yield i, c
        for k in range(len(row), 0, -1):
            yield k
        for t in (1, "a", 2.5):
            yield t


print(list(loops([["ab", [1]], [()], []])))


def shared(items):
    for x in items:
        yield x
        items.append(x - 1) if x > 0 else None


print(list(shared([3])))


def counter(start):
    while True:
        got = yield start
        if got is not None:
            start = got
        else:
            start += 1


c = counter(2 ** 61 - 2)
print([next(c) for _ in range(4)], c.send(0.5), next(c), c.send(True), next(c))
