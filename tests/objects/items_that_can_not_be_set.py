# Which error it is when items can not be set or deleted depends on the key.
class Plain:
    pass


for x in (1, 2), "ab", b"ab", range(3), 5, None, frozenset(), memoryview(b"ab"), Plain(), {}.keys():
    for key in 2**70, 1.5, 0, 10, "x", True, None:
        for how in x.__class__, "get", "set", "delete":
            try:
                if how == "get":
                    x[key]
                elif how == "set":
                    x[key] = 1
                elif how == "delete":
                    del x[key]
            except Exception as e:
                print(how, key, type(e).__name__, e)
