/* bool: two immediates whose type derives from int. */
#include "int_internal.h"
#include "../../ir/code.h"
#include "../api.h"

static int is_bool(Value v) { return v == KR_True || v == KR_False; }

static Value bool_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len)
    return kr_raise(ctx, &kr_type_TypeError, "bool() takes no keyword arguments");
  if (nargs > 1) return kr_raise(ctx, &kr_type_TypeError, "bool expected at most 1 argument, got %zu", nargs);
  int truth = nargs ? kr_truth(ctx, args[0]) : 0;
  return truth < 0 ? 0 : kr_bool(truth);
}

static Value bool_repr(Ctx *ctx, Value v) { return str_intern_c(ctx, v == KR_True ? "True" : "False"); }

static Value bool_and(Ctx *ctx, Value a, Value b) {
  return is_bool(a) && is_bool(b) ? kr_bool(a == KR_True && b == KR_True) : int_and_slot(ctx, a, b);
}
static Value bool_or(Ctx *ctx, Value a, Value b) {
  return is_bool(a) && is_bool(b) ? kr_bool(a == KR_True || b == KR_True) : int_or_slot(ctx, a, b);
}
static Value bool_xor(Ctx *ctx, Value a, Value b) {
  return is_bool(a) && is_bool(b) ? kr_bool(a != b) : int_xor_slot(ctx, a, b);
}

Type kr_type_bool = {
  TYPE_HEAD(bool, "bool"),
  .doc = "bool(x) -> bool\n\nTrue when the argument x is true, False otherwise.  The two instances are True and "
         "False; the class can not be subclassed.",
  .flags = T_INT | T_MATCH_SELF,
  .size = sizeof(Int),
  .itemsize = sizeof(uint64_t),
  .base = &kr_type_int,
  .new = bool_new,
  .repr = bool_repr,
  .binary = {[BIN_and] = bool_and, [BIN_or] = bool_or, [BIN_xor] = bool_xor},
};
