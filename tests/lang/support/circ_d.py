import support.circ_c


def use():
    print(support.circ_c.x)


print(support.circ_c.y)
