import sys
class A:
    depth = 0
    def __del__(self):
        A.depth += 1
        if A.depth < 50:
            A()
A()
print(A.depth)
class B:
    n = 0
    def __del__(self):
        B.n += 1
        if B.n < 3000:
            self.child = B()
            self.child.parent = self
B()
import gc
gc.collect()
print(B.n > 0)
