import math
for f, *args in ((math.sqrt, -1), (math.log, 0), (math.exp, 1000), (math.acos, 2), (math.sin, math.inf), (math.pow, 0, -1), (math.pow, -1, 0.5), (math.pow, 10, 400),
                 (math.fmod, 1, 0), (math.gamma, 0), (math.ldexp, 1, 5000), (math.floor, math.nan), (math.ceil, math.inf), (math.sqrt, 'a'), (math.sqrt,), (math.log, 10**400, 0), (math.sqrt, 10**400), (math.fsum, [math.inf, -math.inf])):
    try:
        print(f.__name__, f(*args))
    except Exception as e:
        print(f.__name__, type(e).__name__, e)
