for n in (0, 1, -1, -2, 2**61 - 1, 2**61, -2**61, 2**62, 10**40, -10**40):
    print(n, hash(n), hash(float(n)) == hash(n) if float(n) == n else '')
print(hash(True), {1: 'a', 1.0: 'b', True: 'c'}, hash(10**20) == hash(1e20))
