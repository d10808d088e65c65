# Error handlers, incremental codecs, their states, and streams of the CJK encodings.
import _codecs_cn, _codecs_jp, _multibytecodec, codecs, io
def show(f, *args):
    try: print(repr(f(*args)))
    except Exception as e: print(type(e).__name__, e, getattr(e, "object", None), getattr(e, "start", None), getattr(e, "end", None))
for name, data in [("gbk", b"ab\x80\x80cd\xc4"), ("gb18030", b"\x81\x30\x81\x30\x84\x31\xa4\x30\xff"), ("euc_kr", b"\xa4\xd4\xa4\xb6\xa4\xd0\xa4\xd4\xa4"),
                   ("iso2022_jp", b"\x1b$B$\"\x1b(B\x1b$Z!"), ("hz", b"~{!!~}~~~x"), ("shift_jis", b"\x82\xa0\xff\x81"), ("big5hkscs", b"\x88\x62\x88\x66")]:
    for errors in "strict", "ignore", "replace", "backslashreplace", "surrogateescape", "unknown":
        show(data.decode, name, errors)
for name, text in [("gb2312", "中\u0d7f文"), ("iso2022_jp", "日\U0001f600本"), ("iso2022_kr", "한a글"), ("johab", "가\ue000"), ("hz", "中~文\n")]:
    for errors in "strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace":
        show(text.encode, name, errors)
codecs.register_error("cjk.test", lambda e: ("日" if isinstance(e, UnicodeEncodeError) else "?", e.end))
codecs.register_error("cjk.bytes", lambda e: (b"\xff\xfe", e.start + 1))
codecs.register_error("cjk.bad", lambda e: ("x", 100))
for errors in "cjk.test", "cjk.bytes", "cjk.bad":
    show("a\ud800b".encode, "euc_jp", errors)
    show(b"a\xffb".decode, "euc_jp", errors)
enc = codecs.getincrementalencoder("euc_jis_2004")()
print(enc.getstate(), enc.encode("\u00e6"), enc.getstate(), enc.encode("\u0300"), enc.getstate(), enc.encode("\u00e6", True), enc.errors)
enc = codecs.getincrementalencoder("iso2022_jp")()
print(enc.getstate(), enc.encode("日"), enc.getstate())
state = enc.getstate()
other = codecs.getincrementalencoder("iso2022_jp")("ignore")
other.setstate(state)
print(other.encode("本a\ud800"), other.getstate(), enc.encode("", True), enc.getstate(), enc.reset())
dec = codecs.getincrementaldecoder("gb18030")()
print([(dec.decode(bytes([b])), dec.getstate()) for b in b"\x81\x30\x81\x30\xc4\xe3a"])
show(dec.decode, b"\xc4", True)
dec.setstate((b"\xc4", 0))
print(dec.decode(b"\xe3"), dec.reset())
for bad in [None, 1, (b"x",), (1, 2), (b"", -1), (b"x" * 9, 0), (b"", 2**64)]: show(dec.setstate, bad)
for bad in [None, "x", -1, 2**200, 255]: show(enc.setstate, bad)
raw = io.BytesIO("日本\n語だ\n".encode("euc_jp"))
reader = codecs.getreader("euc_jp")(raw)
print(repr(reader.readline()), repr(reader.read(1)), reader.readlines(), repr(reader.read()), reader.errors, reader.stream is raw)
out = io.BytesIO()
writer = codecs.getwriter("iso2022_jp")(out, "replace")
writer.write("日a"), writer.writelines(["本", "\ud800"]), writer.reset()
print(out.getvalue(), writer.errors)
writer.errors = "strict"
show(writer.write, "\ud800")
show(setattr, writer, "errors", 1)
show(_codecs_cn.getcodec, "big5"), show(_codecs_jp.getcodec, 1), show(_multibytecodec.MultibyteIncrementalEncoder)
codec = _codecs_jp.getcodec("shift_jis")
print(codec.encode("日本"), codec.decode(memoryview(b"\x93\xfa")), codec.encode(12), type(codec).__name__)
print(open(__file__, encoding="gbk", errors="replace").readline())
