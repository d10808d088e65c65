import tokenize, io, token, keyword, urllib.parse as u, base64, uuid, doctest, graphlib, contextvars, timeit, traceback, queue, secrets, struct, html.parser
print([(token.tok_name[t.type], t.string) for t in tokenize.generate_tokens(io.StringIO("x = f(1) # c\n").readline)])
r = u.urlparse("http://u@h:80/p;x?q=1&q=2#f"); print(r, r.port, u.parse_qs(r.query), u.quote("a b/é"), u.urljoin("http://a/b/c", "../d"), u.urlencode({"a": "b c"}), u.unquote("%C3%A9"))
print(base64.b64encode(b"abc\xff"), base64.b32decode("MFRGG==="), base64.b85encode(b"hello"), base64.urlsafe_b64decode("-_8="))
print(uuid.uuid5(uuid.NAMESPACE_DNS, "x"), uuid.UUID(int=5), uuid.uuid4().version, len(secrets.token_hex(4)))
def f():
    """
    >>> f()
    1
    >>> f() + 1
    3
    """
    return 1
print(doctest.testmod(verbose=False))
g = graphlib.TopologicalSorter({"d": {"b", "c"}, "b": {"a"}, "c": {"a"}}); print(list(g.static_order())[0])
v = contextvars.ContextVar("v", default=0); c = contextvars.copy_context(); c.run(v.set, 5); print(v.get(), c[v])
print(timeit.timeit("1", number=5) >= 0)
try: {}["x"]
except KeyError: print(traceback.format_exc().splitlines()[-1], traceback.extract_stack()[-1].name)
q = queue.PriorityQueue(); [q.put(i) for i in (3, 1)]; print(q.get(), q.qsize())
class H(html.parser.HTMLParser):
    def handle_starttag(self, t, a): print(t, a)
H().feed("<a href='x'>t</a><br/>")
