# compile()'s __future__ flags change the syntax and are kept in co_flags; late and unknown features are errors.
import __future__
barry = __future__.CO_FUTURE_BARRY_AS_BDFL
print(eval(compile("2 <> 3", "f", "eval", barry)), compile("1", "f", "eval", barry).co_flags & barry == barry)
for source, flags in (("2 != 3", barry), ("2 <> 3", 0)):
    try:
        compile(source, "f", "eval", flags)
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset)
for source in ("import os; from __future__ import division", "x = 1\nfrom __future__ import division",
               "from __future__ import annotations\nobject.__debug__: int", "from __future__ import nested"):
    try:
        compile(source, "f", "exec")
    except SyntaxError as e:
        print(e.msg, e.lineno, e.offset)
import ast
print(ast.dump(ast.parse("async = await\nasync def f():\n    await x\nasync = 1", feature_version=(3, 6))))
