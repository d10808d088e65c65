big = 2**53
print(big + 1 == float(big), big + 1 > float(big), 10**400 > 1e308, 10**400 < float('inf'), -10**400 > float('-inf'))
print(1 == 1.0, 3 < 3.5, 10**22 == 1e22, 10**23 == 1e23, 5 == float('nan'), 5 != float('nan'), 2**70 < 2.0**70 + 2**20)
