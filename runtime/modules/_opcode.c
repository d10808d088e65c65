/* _opcode: stack effects of instructions, for the dis module. */
#include "../../ir/units.h"
#include "../krait.h"

/* What an instruction does to the height of the stack; jump: 1 when it jumps, 0 when not, -1 the higher of both. */
static int64_t effect_of(Opcode op, uint32_t n, int jump) {
  int pops = op_pops(op, n), falls = op_pushes(op, n) - pops;
  if (op_info[op].arg != ARG_TARGET || jump == 0) return falls;
  int jumps = op == OP_for_iter || op == OP_send ? -1 : -pops;
  return jump == 1 || jumps > falls ? jumps : falls;
}

static int jump_choice(Ctx *ctx, Value v, int *jump) {
  *jump = !v || v == KR_None ? -1 : v == KR_True ? 1 : v == KR_False ? 0 : 2;
  if (*jump != 2) return 0;
  kr_raise(ctx, &kr_type_ValueError, "stack_effect: jump must be False, True or None");
  return -1;
}

static Value stack_effect(Ctx *ctx, Value self, const Value *a) {
  int64_t number, n = 0;
  int jump, given = a[1] && a[1] != KR_None;
  if (kr_index_i64(ctx, a[0], &number) < 0 || (given && kr_index_i64(ctx, a[1], &n) < 0) || jump_choice(ctx, a[2], &jump) < 0) return 0;
  if (given && number < UNIT_HAVE_ARGUMENT)
    return kr_raise(ctx, &kr_type_ValueError, "stack_effect: opcode does not permit oparg but oparg was specified");
  if (!given && number >= UNIT_HAVE_ARGUMENT)
    return kr_raise(ctx, &kr_type_ValueError, "stack_effect: opcode requires oparg but oparg was not specified");
  if (number == UNIT_EXTENDED_ARG) return kr_int(0);
  uint32_t operand = (uint32_t)n;
  Opcode op = number < 0 || number > 255 || n < 0 || n > INSN_ARG_MAX ? OP_COUNT : unit_decode(&(Code){0}, (unsigned)number, &operand);
  if (op == OP_COUNT) return kr_raise(ctx, &kr_type_ValueError, "invalid opcode or oparg");
  return kr_int(effect_of(op, operand, jump));
}

/* Instructions have one form, so there is nothing to tell. */
static Value get_specialization_stats(Ctx *ctx, Value self, const Value *a) { return KR_None; }

static const Method opcode_methods[] = {
  {"stack_effect", stack_effect, "opcode, oparg=None, /, *, jump=None", "How an instruction changes the height of the stack."},
  {"get_specialization_stats", get_specialization_stats, "", "None: instructions are not specialised."},
  {0}};

const ModuleDef kr_module__opcode = {.name = "_opcode", .doc = "Facts about instructions.", .methods = opcode_methods};
