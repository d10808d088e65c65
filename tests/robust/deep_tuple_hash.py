# stderr: ignore
t = ()
for _ in range(20000):
    t = (t,)
try:
    print(type(hash(t)).__name__)
except RecursionError:
    print("int")
