f = lambda x: [10 / i for i in x]
print(f([5, 2]))
f([1, 0])
