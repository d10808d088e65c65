# What is left in cycles at the end is still collected: finalizers, generators and weak references tell.
import weakref
class Node:
    def __init__(self, name):
        self.name = name
        self.me = self
class Loud(Node):
    def __del__(self):
        print("del", self.name)
def generator():
    try:
        yield
    finally:
        print("generator closed")
def make():
    Loud("a")
    quiet = Node("b")
    keep.append(weakref.ref(quiet, lambda r: print("callback", r() is None)))
    quiet.g = generator()
    next(quiet.g)
keep = []
print("start", flush=True)
make()
print("end", flush=True)
