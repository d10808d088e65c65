def pairs(items):
    for item in items:
        yield item, item
