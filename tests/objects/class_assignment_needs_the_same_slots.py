"""Assigning __class__: slots must have the same names; a native type's own __dict__ rules hold in its subclasses."""
class G: __slots__ = ['a', 'b']
class H: __slots__ = ['b', 'a']
class J: __slots__ = ['c', 'b']
class L(G): __slots__ = ['e']
class M(H): __slots__ = ['e']
class Q(J): pass
class R(J): __slots__ = ['__dict__', '__weakref__']

for one in G, H, J, L, M, Q, R:
    for other in G, H, J, L, M, Q, R:
        x = one()
        try:
            x.__class__ = other
            print(one.__name__, other.__name__, type(x) is other)
        except TypeError as e:
            print(e)

import sys
class Base: pass
class Meta(Base, type): pass
class C(metaclass=Meta): pass
print(type(C.__dict__).__name__)
for change in lambda: setattr(C, '__dict__', {}), lambda: Base.__dict__['__dict__'].__set__(C, {}):
    try:
        change()
    except (AttributeError, TypeError) as e:
        print(type(e).__name__)
for t in type(sys.flags), type(sys.version_info):
    for make in (lambda: t(()),):
        try:
            make()
        except TypeError as e:
            print(e)
for hack in lambda: object.__setattr__(str, 'foo', 1), lambda: object.__delattr__(str, 'lower'):
    try:
        hack()
    except TypeError as e:
        print(e)
