# magnitudes at the borders of what the word holds
for e in (-1074, -1022, -768, -767, -766, -256, -255, -254, 0, 255, 256, 257, 258, 1023):
    x = 2.0 ** e
    print(e, x, -x, x == 2.0 ** e, x * 1 == x, hash(x) == hash(2.0 ** e), {x: 1}[2.0 ** e], x + 0.0 == x)
print(0.0 == -0.0, str(-0.0), [0.0].index(-0.0), (0.0).__eq__(-0.0))
