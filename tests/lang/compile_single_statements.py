# compile() of single statements, of expressions, and of input that goes on.
progs = [
    '\n', 'x', 'x\n', 'x=1;y=2\n', 'if x:', 'if x:\n', 'if x:\n  pass', 'if x:\n  pass\n',
    'if x:\n  pass\n\n', 'if x:\n  pass\nelse:\n', 'if x: pass', 'if x: pass\n', 'def f():\n  return 1\n',
    'def f():\n  return 1\n\n', 'x\ny\n', 'x\n\n', "'''abc", "'''abc\n", '(1,', '(1,\n', 'x = \\\n', 'x = \\',
    '@a\n', '@a\ndef f(): pass\n', 'class A:\n  def f(self):\n    pass\n',
    'class A:\n  def f(self):\n    pass\n\n', 'try:\n  pass\n', 'try:\n  pass\nexcept A:\n  pass\n', 'x +',
    'x + \n', "'abc", "'abc\n", '# c\n', '# c', 'for x in y:\n  pass\n# c\n', 'if x:\n  pass\n  y', 'print(1',
    'x = [1,\n2', 'a b', 'a b\n', 'if a:\n b\n  c\n', 'while 1:\n  x\n\ny\n', 'pass\n#x\n',
    'if 1:\n  pass\n#x', 'match x:\n  case 1:\n    pass\n', ' x\n', '  ', 'x;\n', 'x; if y: pass\n',
    'lambda: (yield)', "f'{a", "f'''{a\n", 'async def f():\n  await x\n', 'with a: pass\n', '\n\nx\n',
    "if x:\n  '''abc\n  def'''\n",
]
modes = [("single", 0), ("single", 0x200), ("single", 0x4200), ("exec", 0x4000), ("eval", 0)]
for p in progs:
    for mode, fl in modes:
        try:
            compile(p, '<input>', mode, fl)
            r = 'ok'
        except SyntaxError as e:
            r = (type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset)
        print(repr(p), mode, hex(fl), r)
