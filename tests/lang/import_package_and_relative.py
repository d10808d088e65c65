import support.pkg
from support.pkg import sub, second
from support.pkg import *
print(first.name, third.name, value, second.name, sub.leaf.f.name)
print(support.pkg.__doc__, support.pkg.__name__, support.pkg.__package__, sub.leaf.__package__)
import support.pkg.sub.leaf as leaf
print(leaf.__name__)
