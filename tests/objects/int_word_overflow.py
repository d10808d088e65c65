# results that no longer fit the machine word become big ints and come back
n = 2**61 - 1
print(n + 1, -n - 2, n * n, -n * n, n - (-n), (n + 1) - 1 == n)
x = 1
for i in range(70):
    x *= 3
print(x, x // 3**68, x % 1000)
print(2**62 >> 1 == 2**61, (2**62 - 2**61) == 2**61, -(-2**61))
