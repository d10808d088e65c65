# An item of a list that nothing else holds is yielded: the list may die at that yield.
def literals(o):
    for x in (1, 0):
        for i in [4, o]:
            yield i


def last(o):
    for i in [o]:
        yield i
    yield [o, o][1]
    x = [[o], o]
    yield x[0][0]


print(list(literals([1])), list(last("text" * 2)))
g = last([3])
print(next(g), next(g), next(g), next(g, None))
