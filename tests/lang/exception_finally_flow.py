def f(how):
    for i in range(3):
        try:
            if how == "return": return i
            if how == "break": break
            if how == "continue": continue
            if how == "raise": raise ValueError(i)
        except ValueError as e:
            return "caught %s" % e
        finally:
            print("finally", i)
    else:
        return "else"
    return "after"
for how in ("return", "break", "continue", "raise", ""):
    print(f(how))
def g():
    try:
        return 1
    finally:
        return 2
print(g())
def h():
    for i in range(2):
        try:
            raise KeyError
        finally:
            break
    return "swallowed"
print(h())
