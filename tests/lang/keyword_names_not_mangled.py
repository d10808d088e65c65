# Parameters of methods are mangled, the keywords of calls in them are not.
def show(**k):
    print(k)
class A:
    def call(self):
        show(__a=1)
        show(__a=1, **{})
    def keyword(self, *, __b=2):
        print(self.keyword.__kwdefaults__)
A().call()
A().keyword()
class B:
    def both(self, first):
        return first
class C:
    bound = classmethod(B().both)
print(C.bound() is C)
