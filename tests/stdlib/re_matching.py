import re
m = re.match(r"(?P<year>\d{4})-(?P<month>\d\d)", "2024-05-06")
print(m.groupdict(), m.span("month"), m[0], m.lastgroup)
print(re.findall(r"(\w)(\d)", "a1 b2 c3"), re.split(r"[,;]\s*", "a, b;c"))
print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"), re.subn("o", "0", "foo", count=1))
print([m.start() for m in re.finditer("(?i)ab", "AB ab aB")])
print(re.compile("a.c", re.S | re.M), re.escape("a.b*c"))
print(re.fullmatch(r"(a|ab)(c|bcd)(d*)", "abcd").groups())
print(re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "3 and 10"))
print(re.search(r"(?<=\$)\d+(?!\d)", "cost $150"), re.match("(?x) a  b # comment", "ab"))
try:
    re.compile("(")
except re.error as e:
    print(e, e.pos)
