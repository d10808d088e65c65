import hashlib
for name in sorted(hashlib.algorithms_guaranteed):
    h = hashlib.new(name, b'abc')
    n = (16,) if name.startswith('shake') else ()
    first = h.hexdigest(*n)
    h.update(bytearray(b'x') * 500)
    copy = h.copy()
    copy.update(memoryview(b'y'))
    print(name, first, copy.digest(*n).hex()[:32], h.digest_size, h.block_size, h.name)
print(hashlib.blake2b(b'abc', digest_size=20, key=b'k', salt=b's', person=b'p', fanout=2, depth=2, leaf_size=9).hexdigest())
for args in ('abc',), (5,):
    try:
        hashlib.sha256(*args)
    except TypeError as e:
        print(e)
for kw in {'digest_size': 65}, {'key': b'x' * 65}, {'fanout': 256}, {'leaf_size': -1}:
    try:
        hashlib.blake2b(b'', **kw)
    except (ValueError, OverflowError) as e:
        print(type(e).__name__, e)
