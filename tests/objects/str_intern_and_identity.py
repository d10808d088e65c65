import sys
a = sys.intern('hello world')
b = sys.intern('hello ' + 'world')
print(a is b, 'abc' is 'abc'[:], ('x' * 1) is 'x', 'a'.strip() == 'a', sys.intern('') is '')
try:
    sys.intern(5)
except TypeError as e:
    print(e)
