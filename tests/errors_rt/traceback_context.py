try:
    {}["k"]
except KeyError:
    1 / 0
