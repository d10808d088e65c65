inf, nan = float('inf'), float('nan')
print(nan == nan, nan != nan, nan < 1, nan in [nan], [nan] == [nan], inf == inf, -inf < inf, inf - inf, inf * 0, nan is nan)
print(max(1.0, nan), min(nan, 1.0), sorted([3.0, -inf, inf, 0.0]), 0.0 == -0.0, {0.0: 1}[-0.0], hash(inf), hash(-inf), hash(0.0), hash(-0.0))
