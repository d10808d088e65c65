/* The _opcode module: what the opcode and dis modules ask.  Stack effects are those of Krait's own
 * instructions. */
#include "../api.h"

static Value opcode_stack_effect_m(Ctx *ctx, Value self, const Value *a) {
  int op, arg = 0;
  if (int_to_int(ctx, a[0], &op) < 0) return 0;
  if (a[1] && a[1] != KR_None && int_to_int(ctx, a[1], &arg) < 0) return 0;
  if (op < 0 || op >= OP_COUNT || arg < 0) return kr_raise(ctx, &kr_type_ValueError, "invalid opcode or oparg");
  if (a[2] && a[2] != KR_None && a[2] != KR_True && a[2] != KR_False)
    return kr_raise(ctx, &kr_type_ValueError, "stack_effect: jump must be False, True or None");
  return kr_int(op_pushes((Opcode)op, (uint32_t)arg) - op_pops((Opcode)op, (uint32_t)arg));
}

static Value opcode_get_specialization_stats_m(Ctx *ctx, Value self, const Value *a) { return KR_None; }

static Method opcode_methods[] = {
  {"stack_effect", opcode_stack_effect_m, "opcode, oparg=None, /, *, jump=None", "How an instruction changes the stack's depth."},
  {"get_specialization_stats", opcode_get_specialization_stats_m, "", "None: they are not counted."},
  {0}
};

const ModuleDef kr_module__opcode = {"_opcode", "Facts about bytecode instructions.", opcode_methods, NULL, NULL};
