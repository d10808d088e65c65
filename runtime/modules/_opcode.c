/* _opcode: stack effects of instructions, for the dis module. */
#include "../krait.h"

static Value stack_effect(Ctx *ctx, Value self, const Value *a) {
  int64_t op, n = 0;
  if (kr_index_i64(ctx, a[0], &op) < 0 || (a[1] && a[1] != KR_None && kr_index_i64(ctx, a[1], &n) < 0)) return 0;
  if (op < 0 || op >= OP_COUNT || n < 0 || n > INSN_ARG_MAX) return kr_raise(ctx, &kr_type_ValueError, "invalid opcode or oparg");
  return kr_int(op_pushes((Opcode)op, (uint32_t)n) - op_pops((Opcode)op, (uint32_t)n));
}

/* Instructions have one form, so there is nothing to tell. */
static Value get_specialization_stats(Ctx *ctx, Value self, const Value *a) { return KR_None; }

static const Method opcode_methods[] = {
  {"stack_effect", stack_effect, "opcode, oparg=None, /, *, jump=None", "How an instruction changes the height of the stack."},
  {"get_specialization_stats", get_specialization_stats, "", "None: instructions are not specialised."},
  {0}};

const ModuleDef kr_module__opcode = {.name = "_opcode", .doc = "Facts about instructions.", .methods = opcode_methods};
