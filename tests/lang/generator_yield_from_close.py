def inner():
    try:
        yield 1
    finally:
        print("inner closed")
def outer():
    try:
        yield from inner()
    finally:
        print("outer closed")
o = outer()
next(o)
print(o.gi_yieldfrom.__name__)
o.close()
class It:
    def __iter__(self): return self
    def __next__(self): return 1
    def close(self): print("It.close")
    def throw(self, *a): print("It.throw", a); return 5
def viaclass(): yield from It()
v = viaclass()
next(v)
print(v.throw(ValueError("q")))
v.close()
