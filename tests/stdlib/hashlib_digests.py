import hashlib, hmac
for n in sorted(hashlib.algorithms_guaranteed):
    for data in (b"", b"abc", b"x" * 1000):
        h = hashlib.new(n, data)
        print(n, h.hexdigest(20) if n.startswith("shake") else h.hexdigest())
    print(h.digest_size, h.block_size, h.name)
h = hashlib.sha256(); h.update(b"a"); k = h.copy(); h.update(b"b"); print(h.hexdigest() == hashlib.sha256(b"ab").hexdigest(), k.digest() == hashlib.sha256(b"a").digest())
print(hashlib.blake2b(b"m", digest_size=16, key=b"k", salt=b"s", person=b"p").hexdigest(), hashlib.blake2s(b"m" * 64, key=b"k" * 32).hexdigest())
print(hmac.new(b"key", b"msg", "sha256").hexdigest(), hmac.compare_digest(b"a", b"a"))
for f in (lambda: hashlib.md5("x"), lambda: hashlib.new("nope")):
    try: f()
    except (TypeError, ValueError) as e: print(e)
