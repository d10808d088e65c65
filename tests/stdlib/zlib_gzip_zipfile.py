import zlib, gzip, zipfile, io
data = b"the quick brown fox " * 500
for level in (0, 1, 6, 9):
    c = zlib.compress(data, level); print(len(c), zlib.decompress(c) == data)
print(zlib.crc32(b"abc"), zlib.adler32(b"abc"), zlib.crc32(b"c", zlib.crc32(b"ab")))
o = zlib.compressobj(wbits=-15); raw = o.compress(data) + o.flush(); print(zlib.decompress(raw, -15) == data)
d = zlib.decompressobj(); c = zlib.compress(data) + b"rest"
part = d.decompress(c, 100); print(len(part), d.eof, len(part + d.decompress(d.unconsumed_tail)), d.unused_data, d.eof)
for bad in (b"garbage", zlib.compress(data)[:-5]):
    try: zlib.decompress(bad)
    except zlib.error as e: print(e)
z = gzip.compress(data, mtime=0); print(gzip.decompress(z) == data, z[:4])
f = io.BytesIO()
with gzip.open(f, "wt") as g: g.write("line\nline2\n")
f.seek(0); print(gzip.open(f, "rt").readlines())
f = io.BytesIO()
with zipfile.ZipFile(f, "w", zipfile.ZIP_DEFLATED) as zf:
    zf.writestr("a/b.txt", data); zf.writestr("c.txt", "text")
with zipfile.ZipFile(f) as zf:
    print(zf.namelist(), zf.read("a/b.txt") == data, zf.getinfo("c.txt").file_size, zf.testzip())
