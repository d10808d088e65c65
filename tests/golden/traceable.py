def total(items, f):
    result = 0
    for item in items:
        result += f(item)
    return result


def each(items):
    for item in items:
        done = yield item
    return done
