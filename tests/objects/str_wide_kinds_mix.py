parts = ['ascii', 'lat\xe9', 'bmp\u4e2d', 'astral\U0001f600']
for p in parts:
    for q in parts:
        s = p + q
        assert s[:len(p)] == p and s[len(p):] == q and hash(s) == hash(''.join([p, q])), (p, q)
        assert s.find(q) == len(p) if q not in p else True
        assert s.replace(q, '') == p.replace(q, ''), (p, q)
        assert s.split(q)[0] == p.split(q)[0]
        assert (s * 2).count(p) >= 2 and s.rfind(p) >= 0
print('ok', [len((p * 3).encode()) for p in parts])
