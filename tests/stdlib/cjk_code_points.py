# Every code point and every code of two bytes in the CJK encodings, as digests; what is wrong counts too.
import hashlib
NAMES = """gb2312 gbk gb18030 hz big5 big5hkscs cp950 cp949 euc_kr johab iso2022_kr euc_jp shift_jis cp932 euc_jis_2004 shift_jis_2004
iso2022_jp_2004 euc_jisx0213 shift_jisx0213 iso2022_jp_3 iso2022_jp iso2022_jp_1 iso2022_jp_2 iso2022_jp_ext""".split()
PREFIXES = {"hz": [b"~{"], "iso2022_kr": [b"\x1b$)C\x0e"], "euc": [b"", b"\x8f"],
            "iso2022": [b"\x1b" + e for e in (b"$B", b"$(D", b"(J", b"(I", b"$(C", b"$A", b".A\x1bN", b".F\x1bN", b"$(Q", b"$(P", b"$(O")]}
TEXT = "".join(chr(c) for c in range(0x30000) if not 0xd800 <= c < 0xe000)
for name in NAMES:
    alone = {c: b"" for c in range(0x80, 0x10000, 257)}
    for c in alone:
        try: alone[c] = chr(c).encode(name)
        except UnicodeEncodeError as e: alone[c] = f"{e.encoding} {e.start} {e.end} {e.reason}"
    encoded = TEXT.encode(name, "ignore")
    print(name, len(encoded), hashlib.md5(encoded).hexdigest(), hashlib.md5(repr(alone).encode()).hexdigest())
    for prefix in PREFIXES.get(name) or PREFIXES.get(name.split("_")[0], [b""]):
        digest = hashlib.md5()
        end = 0x84 if name.startswith("iso2022") else 0x100
        for lead in range(0x20, end):
            row = b"".join(prefix + bytes([lead, trail]) + b"\n" for trail in range(0x20, end))
            digest.update(row.decode(name, "replace").encode("utf-8", "surrogatepass"))
        print(prefix, digest.hexdigest())
