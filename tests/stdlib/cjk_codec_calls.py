# Incremental decoders of CJK codecs: byte by byte, nothing at all, states, and what is unfinished at the end
import codecs

for encoding in ["gb2312", "gbk", "big5", "shift_jis", "euc_jp", "iso2022_jp", "johab", "euc_kr", "hz", "gb18030"]:
    decoder = codecs.getincrementaldecoder(encoding)()
    data = "abc\u3042".encode(encoding) if encoding != "johab" else "abc\uac00".encode(encoding)
    print(encoding, [decoder.decode(data[i:i + 1]) for i in range(len(data))], repr(decoder.decode(b"")), decoder.getstate()[0])
    print(repr(decoder.decode(b"", True)), repr(b"".decode(encoding)))
    decoder.reset()
    try:
        print(decoder.decode(data[:-1]), decoder.decode(b"", True))
    except UnicodeDecodeError as e:
        print(e)
