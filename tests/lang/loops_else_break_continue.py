for n in range(2, 10):
    for k in range(2, n):
        if n % k == 0:
            break
    else:
        print(n, end=" ")
print()
n = 5
while n:
    n -= 1
    if n == 3:
        continue
    if n == 1:
        break
    print(n, end=" ")
else:
    print("not reached")
print(n)
while False:
    pass
else:
    print("else of a loop that never ran")
for i in []:
    pass
else:
    print("else again")
for x in range(3):
    for y in range(3):
        if y == 1:
            break
    else:
        continue
    print(x, y)
for i in range(3):
    i = 10
print(i)
try:
    del i
    i
except NameError as e:
    print(e)
