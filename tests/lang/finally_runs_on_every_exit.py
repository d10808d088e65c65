def by_return(x):
    for i in range(3):
        try:
            if i == x:
                return "returned"
            if x == 7:
                break
            if x == 8:
                continue
        finally:
            print("finally", i)
    else:
        return "exhausted"
    return "broken"


for x in (0, 1, 5, 7, 8):
    print(x, by_return(x))


def overridden():
    try:
        return "try"
    finally:
        return "finally"


def swallowed():
    while True:
        try:
            raise ValueError
        finally:
            break
    return "swallowed"


def nested():
    try:
        try:
            return print("inner body")
        finally:
            print("inner finally")
    finally:
        print("outer finally")


print(overridden(), swallowed(), nested())
