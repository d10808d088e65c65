x = 5
print(1 < x < 10, 1 < x > 7, 1 == 1 != 2, not x, x is x, x in [5] != [6])
print([] or "empty", 0 and 1, "a" and "b", None or 0)
