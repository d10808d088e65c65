a = [1, 2, 3]
a.append(4); a.insert(0, 0); a.insert(-1, 'x'); a.insert(99, 'end'); a.insert(-99, 'start')
print(a, len(a), a[0], a[-1], a.index('x'), a.count(3))
a.extend((7, 8)); a += 'ab'; a.remove('x'); a.reverse()
print(a, a.pop(), a.pop(0), a.pop(-2), a)
b = a.copy(); b.clear(); print(a, b, a * 2, 2 * [0], [1] + [2], [] * 5, [1] * -1)
a = [0]; a *= 3; print(a); a *= 0; print(a)
print([1, 2] < [1, 3], [1] < [1, 0], [2] > [1, 5], [1, 2] == [1, 2], [1] == (1,), [] != [1])
