import string
print(string.ascii_letters, string.digits, string.punctuation, repr(string.whitespace))
t = string.Template("$who likes ${what} for $$5")
print(t.substitute(who="tim", what="kung pao"), t.safe_substitute(who="x"))
try:
    t.substitute(who=1)
except KeyError as e:
    print(repr(e))
print(string.capwords("hello big world"), list(string.Formatter().parse("a{b!r:>{w}}c")))
print(string.Formatter().format("{0.real} {k[1]}", 3, k=[1, 2]))
class F(string.Formatter):
    def get_value(self, k, a, kw): return f"<{k}>"
print(F().format("{x} {0}"))
