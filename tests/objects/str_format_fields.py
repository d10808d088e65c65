def show(f, *args):
    try:
        print(ascii(f(*args)))
    except Exception as e:
        print(type(e).__name__, e)


class P:
    x = 3
    d = {'k': [1, 2]}
print('{} {} {0}'.replace('{0}', '{}').format(1, 2, 3), '{1} {0} {a}'.format('x', 'y', a='z'), '{{}} {}'.format(1))
print('{0.x} {0.d[k][1]} {1[0]} {1[-1]}'.format(P, {0: 'zero', '-1': 'minus'}), '{!r} {!s} {!a}'.format('é', 'é', 'é'))
print('{:>{w}.{p}f}|{:{f}^9}'.format(3.14159, 'mid', w=8, p=2, f='*'), '{a[b]}'.format(a={'b': 1}), '{:{}}'.format('x', '>3'))
print('{x}'.format_map({'x': 5}), '{0:%Y}'.format(type('D', (), {'__format__': lambda s, f: 'fmt:' + f})()))
for f, a in [('{', ()), ('}', ()), ('{}', ()), ('{a}', ()), ('{} {0}', (1,)), ('{0} {}', (1, 2)), ('{0.y}', (P,)), ('{0[}', (1,)), ('{!x}', (1,)),
             ('{!r', (1,)), ('{:{:{}}}', (1, 2, 3)), ('{0[]}', (1,)), ('{0.}', (1,)), ('{a b}', ()), ('{:d}', ('x',)), ('{0[a]}', ([1],)), ('{{}', ())]:
    show(lambda: f.format(*a))
show(lambda: '{}'.format_map({}))
