def empty(x):
    [] = x
    () = x
    return "taken"

def starred(x):
    [*rest] = x
    return rest

def looped(pairs):
    n = 0
    for [] in pairs:
        n += 1
    return n

print(empty([]), empty(""), starred(()), looped([(), [], ""]))
for x in [1], (1, 2), 5:
    try:
        print(empty(x))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
