"""dis and opcode agree with co_code: operands with prefixes, jump targets, lines, exception tables, stack effects."""
import dis, opcode, io, contextlib

def sample(x, *rest):
    global G
    for item in x:
        try:
            G = item + 1 if item < 3 else f'{item!r:>4}'
        except ValueError:
            continue
    return lambda: x

code = sample.__code__
names = [i.opname for i in dis.get_instructions(code)]
print('LOAD_CONST' in names, 'STORE_GLOBAL' in names, all(not n.startswith('<') for n in names))
offsets = [i.offset for i in dis.get_instructions(code)]
print(set(dis.findlabels(code.co_code)) <= set(offsets), len(code.co_code) % 2)
print(sorted({l - code.co_firstlineno for o, l in dis.findlinestarts(code)} - {0}))
print(sum(1 for _ in code.co_positions()) * 2 == len(code.co_code))
print(list(code.co_lines())[-1][1] == len(code.co_code))

big = compile('\n'.join(f'v{i} = {i}' for i in range(600)), 'big', 'exec')
args = [i.argval for i in dis.get_instructions(big) if i.opname == 'STORE_NAME']
print(args[0], args[255:258], args[-1])
names = [i.argval for i in dis.get_instructions(big) if i.opname == 'LOAD_CONST']
print(names[299], names[-1])

far = compile('for i in x:\n' + ' y = i\n' * 400 + 'z = 1', 'far', 'exec')
jumps = [i.argval for i in dis.get_instructions(far) if i.opcode in opcode.hasjrel + opcode.hasjabs]
print(set(jumps) <= {i.offset for i in dis.get_instructions(far)} | {i.offset - 2 for i in dis.get_instructions(far)})

try:
    1 / 0
except ZeroDivisionError as e:
    tb = e.__traceback__
    print(tb.tb_lasti in [i.offset for i in dis.get_instructions(tb.tb_frame.f_code)])

print(opcode.stack_effect(opcode.opmap['POP_TOP']), opcode.stack_effect(opcode.opmap['BUILD_TUPLE'], 5))
print(opcode.stack_effect(opcode.opmap['FOR_ITER'], 1, jump=False), opcode.stack_effect(opcode.opmap['FOR_ITER'], 1, jump=True))
for args in (opcode.opmap['POP_TOP'], 1), (opcode.opmap['BUILD_TUPLE'],), (255, 1):
    try:
        opcode.stack_effect(*args)
    except ValueError as e:
        print(e)
with contextlib.redirect_stdout(io.StringIO()) as out:
    dis.dis(sample)
print('ExceptionTable:' in out.getvalue(), '<lambda>' in out.getvalue())
print(dis.code_info('x = 1').splitlines()[:2])
