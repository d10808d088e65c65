/* Comparison, hash and truth of any values. */
#include "../api.h"

static const uint8_t reflected[CMP_COUNT] = {
#define COMPARE(name, symbol, other) [CMP_##name] = CMP_##other,
#include "../../ir/operators.def"
};

static int order_holds(int order, int op) {
  switch (op) {
  case CMP_lt: return order < 0;
  case CMP_le: return order <= 0;
  case CMP_eq: return order == 0;
  case CMP_ne: return order != 0;
  case CMP_gt: return order > 0;
  default: return order >= 0;
  }
}

static int double_holds(double a, double b, int op) {
  switch (op) {
  case CMP_lt: return a < b;
  case CMP_le: return a <= b;
  case CMP_eq: return a == b;
  case CMP_ne: return a != b;
  case CMP_gt: return a > b;
  default: return a >= b;
  }
}

static Value generic_compare(Ctx *ctx, Value a, Value b, int op) {
  Type *ta = kr_type_of(a), *tb = kr_type_of(b);
  int tried = 0;
  Value r;
  if (ta != tb && tb->compare && kr_subtype(tb, ta)) {
    tried = 1;
    if ((r = tb->compare(ctx, b, a, reflected[op])) != KR_NotImplemented) return r;
  }
  if (ta->compare && (r = ta->compare(ctx, a, b, op)) != KR_NotImplemented) return r;
  if (!tried && tb->compare && (r = tb->compare(ctx, b, a, reflected[op])) != KR_NotImplemented) return r;
  if (op == CMP_eq) return kr_bool(a == b);
  if (op == CMP_ne) return kr_bool(a != b);
  return kr_raise(ctx, &kr_type_TypeError, "'%s' not supported between instances of '%.100s' and '%.100s'",
                  compare_symbols[op], ta->name, tb->name);
}

Value kr_compare(Ctx *ctx, Value a, Value b, int op) {
  if (kr_both_int(a, b)) return kr_bool(order_holds((kr_int_of(a) > kr_int_of(b)) - (kr_int_of(a) < kr_int_of(b)), op));
  if (kr_is_flo(a) && kr_is_flo(b)) return kr_bool(double_holds(kr_flo_of(a), kr_flo_of(b), op));
  if (kr_enter(ctx, " in comparison")) return 0;
  Value r = generic_compare(ctx, a, b, op);
  kr_leave(ctx);
  return r;
}

int kr_test_compare(Ctx *ctx, Value a, Value b, int op) {
  Value r = kr_compare(ctx, a, b, op);
  if (r == KR_True) return 1;
  if (r == KR_False) return 0;
  if (!r) return -1;
  int truth = kr_truth(ctx, r);
  kr_unref(ctx, r);
  return truth;
}

int kr_compare_bool(Ctx *ctx, Value a, Value b, int op) {
  if (a == b && op == CMP_eq) return 1;
  if (a == b && op == CMP_ne) return 0;
  return kr_test_compare(ctx, a, b, op);
}

int64_t kr_hash(Ctx *ctx, Value v) {
  Type *type = kr_type_of(v);
  return type->hash ? type->hash(ctx, v) : kr_unhashable(ctx, v);
}

int kr_truth(Ctx *ctx, Value v) {
  if (kr_is_imm(v) && v <= KR_True) return v == KR_True;
  if (kr_is_int(v)) return v != kr_int(0);
  if (kr_is_flo(v)) return kr_flo_of(v) != 0.0;
  Type *type = kr_type_of(v);
  if (type->bool_) return type->bool_(ctx, v);
  if (!type->len) return 1;
  int64_t n = type->len(ctx, v);
  return n < 0 ? -1 : n > 0;
}
