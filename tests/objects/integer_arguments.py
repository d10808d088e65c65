# Arguments that are converted to an integer of C: what is too large for it, and in which words.
import array, bisect, collections, gc, io, itertools, math, operator, random, re, struct, sys
sys.set_int_max_str_digits(0)
class Index:
    def __init__(self, value): self.value = value
    def __index__(self): return self.value
    def __repr__(self): return f"Index({self.value})"
VALUES = [2**31, 2**63 - 1, 2**63, 2**64, 10**30, -2**31 - 1, -2**63, -2**63 - 1, -2**64, -10**30, Index(2**64), Index(-2**64), 1.0, "x"]
RECEIVERS = {"list": lambda: [1, 2, 3], "tuple": lambda: (1, 2, 3), "str": lambda: "a,b\tc", "bytes": lambda: b"a,b\tc",
             "bytearray": lambda: bytearray(b"a,b\tc"), "memoryview": lambda: memoryview(b"abc"), "range": lambda: range(10),
             "long range": lambda: range(2**70), "deque": lambda: collections.deque([1, 2, 3]), "array": lambda: array.array("i", [1, 2, 3]),
             "StringIO": lambda: io.StringIO("ab\ncd"), "BytesIO": lambda: io.BytesIO(b"ab\ncd"), "reader": lambda: io.BufferedReader(io.BytesIO(b"ab\ncd")),
             "text": lambda: io.TextIOWrapper(io.BytesIO(b"ab\ncd")), "pattern": lambda: re.compile("b"), "random": lambda: random.Random(1),
             "int": lambda: 5, "float": lambda: 1.5}
COMMON = "x[v] x[v:] x[:v] x[::v] x[v:v] x*v v*x x.__mul__(v) x.__getitem__(v)".split()
CALLS = {
    "list": COMMON + "x.insert(v,1) x.pop(v) x.index(1,v) x.index(1,0,v) x.__delitem__(v) x.__setitem__(v,1) x.__imul__(v) x.__reduce_ex__(v)".split(),
    "tuple": COMMON + "x.index(1,v) x.index(1,0,v)".split(),
    "str": COMMON + """x.split(',',v) x.rsplit(',',v) x.split(None,v) x.replace(',','.',v) x.center(v) x.ljust(v) x.rjust(v) x.zfill(v)
           x.expandtabs(v) x.splitlines(v) x.find('a',v) x.count('a',0,v) x.startswith('a',v) x.endswith('c',0,v)""".split(),
    "bytes": COMMON + """x.split(b',',v) x.rsplit(b',',v) x.replace(b',',b'.',v) x.center(v) x.ljust(v) x.rjust(v) x.zfill(v)
             x.expandtabs(v) x.splitlines(v) x.find(b'a',v) x.find(v) x.count(v) x.hex('-',v)""".split(),
    "bytearray": COMMON + "x.insert(v,1) x.insert(0,v) x.append(v) x.pop(v) x.remove(v) x.extend([v]) x.__setitem__(0,v) x.__imul__(v) x.hex('-',v) x.__reduce_ex__(v)".split(),
    "memoryview": COMMON[:5] + "x.hex('-',v) x.cast('B',[v])".split(),
    "range": COMMON[:5] + "x.index(v) x.count(v) range(v) range(0,10,v) range(v)[-1] len(range(v)) iter(x).__setstate__(v)".split(),
    "long range": ["x[v]", "x[v:]", "i.__setstate__(v) or (next(i), i.__length_hint__()) if isinstance(v, int) else 0"],
    "deque": "x[v] x*v x.rotate(v) x.insert(v,1) x.index(1,v) collections.deque([1],v)".split(),
    "array": COMMON[:7] + "x.insert(v,1) x.pop(v) x.index(1,v) x.append(v) array.array('q',[v]) array.array('Q',[v]) array.array('b',[v])".split(),
    "StringIO": "x.seek(v) x.seek(0,v) x.read(v) x.readline(v) x.truncate(v)".split(),
    "BytesIO": "x.seek(v) x.seek(0,v) x.read(v) x.readline(v) x.truncate(v) x.read1(v)".split(),
    "reader": "x.seek(v) x.seek(0,v) x.peek(v) x.read1(v)if(v<9)else(0)".split(),
    "text": "x.seek(0,v) x.read(v) x.readline(v)".split(),
    "pattern": "x.search('ab',v) x.match('ab',0,v) x.sub('c','abb',v) x.split('abb',v) x.findall('ab',v)".split(),
    "random": ["x.getrandbits(v)"],
    "int": "x.to_bytes(v,'big') x>>v chr(v) bytes(v) bytearray(v)if(v!=2**63-1)else(0) int('1',v) round(5,v)if(v>0)else(0) sum([1],v) '%c'%v".split(),
    "float": """round(x,v) math.ldexp(x,v) math.comb(5,v) math.perm(5,v) struct.pack('i',v) struct.pack('Q',v) struct.pack('>q',v) struct.pack('b',v)
             struct.unpack_from('b',b'abc',v) list(itertools.islice([1,2],v)) list(itertools.islice([1,2],0,None,v)) itertools.repeat(1,v)
             itertools.product([1],repeat=v) itertools.tee([1],v) next(itertools.count(v)) next(enumerate([1],v)) gc.collect(v)
             bisect.bisect([1,2],1,v) operator.length_hint([],v) sys.setrecursionlimit(v) slice(v).indices(5) slice(1).indices(v) '%*d'%(v,1) '%.*f'%(v,1.0)""".split(),
}
HUGE = '* just center zfill mul to_bytes bytes( bytearray(v) product tee setrecursionlimit'.split()
for name, make in RECEIVERS.items():
    for call in CALLS[name]:
        code = compile(call, "call", "eval")
        for v in VALUES:
            x = make()
            if v in (2**31, -2**31 - 1) and any(word in call for word in HUGE):
                continue  # it would take gigabytes
            try:
                r = eval(code, globals(), {"x": x, "v": v, "i": iter(x) if name == "long range" else None})
                if name == "memoryview" and isinstance(r, memoryview): r = bytes(r)
                print(call, v, "->", repr(r)[:60])
            except Exception as e:
                print(call, v, "->", type(e).__name__, e)
