n = 0
def f():
    global n, m
    n += 1
    m = n * 10
f(); f()
print(n, m)
def outer():
    x = 1
    def inner():
        global x
        x = "global"
    inner()
    return x
print(outer(), x)
