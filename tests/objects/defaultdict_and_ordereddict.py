from collections import defaultdict, OrderedDict
d = defaultdict(list, a=[0])
d['a'].append(1); d['b'].append(2)
print(d, d.default_factory, d.get('c'), len(d), d.copy(), defaultdict(), defaultdict(int) | {1: 2}, {1: 2} | defaultdict(int, {3: 4}))
try:
    defaultdict()['x']
except KeyError as e:
    print(repr(e))
try:
    defaultdict(1)
except TypeError as e:
    print(e)
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end('a'); print(o); o.move_to_end('c', last=False); print(o, o.popitem(), o.popitem(last=False), o)
print(OrderedDict([(1, 2), (3, 4)]) == OrderedDict([(3, 4), (1, 2)]), OrderedDict([(1, 2), (3, 4)]) == {3: 4, 1: 2}, OrderedDict(), OrderedDict.fromkeys('ab', 0))
o = OrderedDict((i, i) for i in range(5))
print(list(reversed(o)), o.keys(), o.values(), o.items(), list(reversed(o.items())), o | {9: 9}, o.copy() == o)
for i in range(20): o.move_to_end(i % 5, last=bool(i % 2))
print(o)
try:
    for k in o: o.move_to_end(k)
except RuntimeError as e:
    print(e)
for f in (lambda: o.move_to_end('zz'), lambda: OrderedDict().popitem(), lambda: o.pop('zz')):
    try:
        f()
    except KeyError as e:
        print(repr(e))
