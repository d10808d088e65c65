import re
p = re.compile(r'a\d', re.I | re.M)
print(p, p.flags, p.groups, p.groupindex, re.compile(b'x'), re.compile('(?P<a>.)(.)').groupindex, re.compile('x', re.A))
s = p.scanner('a1A2 b')
print(s.match(), s.match(), s.match(), s.search())
s = re.compile('a').scanner('xaxa')
print(s.search().start(), s.search().start(), s.search(), s.pattern)
print(p == re.compile(r'a\d', re.I | re.M), p == re.compile('b'), len({p, re.compile(r'a\d', re.I | re.M)}), p.match('A1'), repr(re.match('.*', 'x' * 60)))
import copy
print(copy.copy(p) is p, copy.deepcopy(p) is p)
