def scale(x, n):
    return x * n + 1
