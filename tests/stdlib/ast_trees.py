import ast
t = ast.parse("x = [i ** 2 for i in range(3) if i]\ndef f(a, *, b=1) -> int:\n    'doc'\n    return f'{a!r:>5}'\n")
print(ast.dump(t, indent=1))
print(ast.unparse(t), ast.get_docstring(t.body[1]))
print(ast.literal_eval("{'a': [1, -2.5, (None, True)], 'b': {1}}"))
try: ast.literal_eval("f()")
except ValueError as e: print(str(e)[:22])
class T(ast.NodeTransformer):
    def visit_Constant(self, n): return ast.copy_location(ast.Constant(n.value * 10), n) if isinstance(n.value, int) else n
e = ast.fix_missing_locations(T().visit(ast.parse("1 + 2", mode="eval")))
print(eval(compile(e, "<t>", "eval")), [type(n).__name__ for n in ast.walk(e)])
ns = {}; exec(compile(t, "<t>", "exec"), ns); print(ns["x"], ns["f"]("q"))
print(compile("a.b[1:2]", "f", "eval", ast.PyCF_ONLY_AST).body.slice.upper.value, ast.get_source_segment("a + b", ast.parse("a + b").body[0].value.right))
