# A function may be made of any code; that of a module stores into the function's globals.
import ast
import types

code = compile("x = 1\ny = x + 1\nz = [x + i for i in range(3)]", "m", "exec")
names = {}
f = types.FunctionType(code, names)
print(f(), names["y"], names["z"])

names = {"answer": 42}
code = compile("async def one():\n    return answer\nr = await one()", "m", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
coroutine = types.FunctionType(code, names)()
try:
    coroutine.send(None)
except StopIteration:
    print(names["r"])
for text in ("async for x in y: pass", "async with x: pass", "[x async for x in y]", "{x: 1 async for x in y}"):
    print(compile(text, "m", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT).co_flags & 128)
