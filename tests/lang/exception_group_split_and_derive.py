class G(ExceptionGroup):
    def derive(self, excs):
        return G(self.message + "!", excs)


try:
    raise G("g", [ValueError(1), G("h", [TypeError(2), ValueError(3)]), OSError(4)])
except G as e:
    g = e
g.add_note("note")
match, rest = g.split(ValueError)
print(repr(match), repr(rest), match.__notes__, match.__traceback__ is g.__traceback__)
print(repr(g.subgroup(lambda e: isinstance(e, OSError))), g.subgroup(KeyError))
print(g.split((TypeError, OSError))[0])
print(g.split(G) == (g, None), g.message, len(g.exceptions))
for bad in (1, (1,), ()):
    try:
        g.split(bad)
    except TypeError as e:
        print(e)
print(type(BaseExceptionGroup("b", [ValueError()])), type(BaseExceptionGroup("b", [KeyboardInterrupt()])))
print(ExceptionGroup.__mro__, ExceptionGroup[int])
