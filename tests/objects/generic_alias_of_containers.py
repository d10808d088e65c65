print(list[int], dict[str, int], tuple[int, ...], set[int], frozenset[str], enumerate[int])
from collections import deque, defaultdict, OrderedDict
from itertools import chain
print(deque[int], defaultdict[str, int], OrderedDict[int, str], chain[int])
print(list[int]([1, 2]), list[int].__origin__, list[int].__args__)
