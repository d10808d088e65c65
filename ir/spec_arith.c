/* Arithmetic and comparisons on what is known, or tested, to be small ints or floats. */
#include "../runtime/value.h"
#include "spec.h"

typedef enum { NEITHER, INT, FLOAT, UNKNOWN } Known;

static Known known(Spec *s, const SsaInsn *old) {
  const Val *v = spec_val(s, old);
  if (v->kind != VAL_PLAIN || !v->type) return NEITHER;
  if (!(v->type & ~(TypeSet)TYPE_SMALL)) return INT;
  if (!(v->type & ~(TypeSet)TYPE_FLOAT)) return FLOAT;
  return v->type & (TYPE_SMALL | TYPE_FLO) ? UNKNOWN : NEITHER;
}

static bool int_operator(uint32_t op) {
  switch (op) {
  case BIN_add: case BIN_sub: case BIN_mul: case BIN_and: case BIN_or: case BIN_xor: case BIN_floordiv: case BIN_mod:
  case BIN_lshift: case BIN_rshift: return true;
  default: return false;
  }
}
static bool float_operator(uint32_t op) {
  return op == BIN_add || op == BIN_sub || op == BIN_mul || op == BIN_truediv || op == BIN_pow;
}

static bool is_compare(const SsaInsn *i) { return i->op == OP_compare || i->op == SSA_test_compare; }

/* The number of an int constant, or fallback. */
static int64_t const_int(Spec *s, const SsaInsn *old, int64_t fallback) {
  return old->op == SSA_const && s->f->code->consts[old->n].kind == CONST_int ? s->f->code->consts[old->n].i : fallback;
}

/* Can the operator's result not fit, or not exist? */
static bool may_fail(Spec *s, const SsaInsn *i) {
  switch (i->n) {
  case BIN_and: case BIN_or: case BIN_xor: return false;
  case BIN_mod: case BIN_floordiv: return const_int(s, i->args[1], 0) <= 0;
  case BIN_rshift: return const_int(s, i->args[1], -1) < 0;
  default: return true;
  }
}

static void int_path(Spec *s, SsaInsn *i) {
  SsaInsn *x = spec_i64(s, i->args[0]), *y = spec_i64(s, i->args[1]);
  if (is_compare(i)) {
    spec_set_raw(s, i, spec_add2(s, SSA_cmp_i64, i->n, x, y), TYPE_BOOL);
    return;
  }
  SsaInsn *r = spec_add2(s, SSA_op_i64, i->n, x, y);
  if (may_fail(s, i)) spec_check(s, spec_add1(s, SSA_fits, 0, r));
  spec_set_raw(s, i, r, TYPE_SMALL);
}

/* x ** y is machine arithmetic for positive x while the result is finite. */
static void float_power(Spec *s, SsaInsn *i, SsaInsn *x, SsaInsn *y) {
  spec_check(s, spec_add1(s, SSA_positive_f64, 0, x));
  SsaInsn *r = spec_add2(s, SSA_op_f64, BIN_pow, x, y);
  spec_check(s, spec_add1(s, SSA_finite_f64, 0, r));
  spec_set_raw(s, i, r, TYPE_FLOAT);
}

static void float_path_on(Spec *s, SsaInsn *i, SsaInsn *x, SsaInsn *y) {
  if (is_compare(i)) {
    spec_set_raw(s, i, spec_add2(s, SSA_cmp_f64, i->n, x, y), TYPE_BOOL);
    return;
  }
  if (i->n == BIN_pow) {
    float_power(s, i, x, y);
    return;
  }
  if (i->n == BIN_truediv && !(i->args[1]->op == SSA_const && s->f->code->consts[i->args[1]->n].kind == CONST_float &&
                               s->f->code->consts[i->args[1]->n].f != 0))
    spec_check(s, spec_add1(s, SSA_nonzero_f64, 0, y));
  spec_set_raw(s, i, spec_add2(s, SSA_op_f64, i->n, x, y), TYPE_FLOAT);
}

static void float_path(Spec *s, SsaInsn *i) {
  SsaInsn *x = spec_f64(s, i->args[0]), *y = spec_f64(s, i->args[1]);
  float_path_on(s, i, x, y);
}

/* Continues in block along the float path, then on to what follows; the current path is untouched. */
static void float_side(Spec *s, SsaInsn *i, SsaBlock *block) {
  SsaBlock *here = s->cur;
  uint32_t mark = spec_mark(s);
  s->cur = block;
  float_path(s, i);
  spec_go(s, i->next);
  spec_undo(s, mark);
  s->cur = here;
}

static SsaInsn *number_of(Spec *s, const SsaInsn *old, Known k) {
  return k == UNKNOWN ? spec_add1(s, SSA_num_f64, 0, spec_boxed(s, old)) : spec_f64(s, old);
}

/* In block, where the operands are not both floats (nor both ints): an int and a float make a float.
 * What fails that too goes the slow way. */
static void mixed_or_slow(Spec *s, SsaInsn *i, SsaBlock *block, Known a, Known b) {
  SsaBlock *here = s->cur;
  uint32_t mark = spec_mark(s);
  block->cold = here->cold;
  s->cur = block;
  SsaInsn *cond;
  if (a == UNKNOWN && b == UNKNOWN) cond = spec_add2(s, SSA_mixed, 0, spec_boxed(s, i->args[0]), spec_boxed(s, i->args[1]));
  else cond = spec_add1(s, SSA_is_small, 0, spec_boxed(s, i->args[a == UNKNOWN ? 0 : 1]));
  spec_check(s, cond);
  float_path_on(s, i, number_of(s, i->args[0], a), number_of(s, i->args[1], b));
  spec_go(s, i->next);
  spec_undo(s, mark);
  s->cur = here;
}

/* May an int and a float meet in this operation? */
static bool mixes(const SsaInsn *i, Known a, Known b) {
  return !is_compare(i) && i->n != BIN_pow && a != INT && b != INT;
}

/* Tests the unknown operands for floats in block (where they are not small ints); what fails that
 * too goes the slow way. */
static void float_or_slow(Spec *s, SsaInsn *i, SsaBlock *block, Known a, Known b) {
  SsaBlock *here = s->cur;
  uint32_t mark = spec_mark(s);
  block->cold = here->cold;
  s->cur = block;
  SsaInsn *cond;
  if (a == UNKNOWN && b == UNKNOWN) cond = spec_add2(s, SSA_both_flo, 0, spec_boxed(s, i->args[0]), spec_boxed(s, i->args[1]));
  else cond = spec_add1(s, SSA_is_flo, 0, spec_boxed(s, i->args[a == UNKNOWN ? 0 : 1]));
  SsaBlock *other = spec_test(s, cond, true);
  uint32_t inner = spec_mark(s);
  if (a != UNKNOWN || b != UNKNOWN) spec_learn(s, i->args[a == UNKNOWN ? 0 : 1], ~(TypeSet)TYPE_FLO);
  if (mixes(i, a, b)) mixed_or_slow(s, i, other, a, b);
  else spec_slow_from(s, other);
  spec_undo(s, inner);
  if (a == UNKNOWN) spec_learn(s, i->args[0], TYPE_FLO);
  if (b == UNKNOWN) spec_learn(s, i->args[1], TYPE_FLO);
  float_side(s, i, s->cur);
  spec_undo(s, mark);
  s->cur = here;
}

static void test_ints(Spec *s, SsaInsn *i, Known a, Known b, bool floats) {
  SsaInsn *cond;
  if (a == UNKNOWN && b == UNKNOWN) cond = spec_add2(s, SSA_both_small, 0, spec_boxed(s, i->args[0]), spec_boxed(s, i->args[1]));
  else cond = spec_add1(s, SSA_is_small, 0, spec_boxed(s, i->args[a == UNKNOWN ? 0 : 1]));
  SsaBlock *other = spec_test(s, cond, true);
  uint32_t mark = spec_mark(s);
  if (a != UNKNOWN || b != UNKNOWN) spec_learn(s, i->args[a == UNKNOWN ? 0 : 1], ~(TypeSet)TYPE_SMALL);
  if (floats) float_or_slow(s, i, other, a, b);
  else spec_slow_from(s, other);
  spec_undo(s, mark);
  if (a == UNKNOWN) spec_learn(s, i->args[0], TYPE_SMALL);
  if (b == UNKNOWN) spec_learn(s, i->args[1], TYPE_SMALL);
  int_path(s, i);
}

static void test_floats(Spec *s, SsaInsn *i, Known a, Known b) {
  SsaInsn *cond;
  if (a == UNKNOWN && b == UNKNOWN) cond = spec_add2(s, SSA_both_flo, 0, spec_boxed(s, i->args[0]), spec_boxed(s, i->args[1]));
  else cond = spec_add1(s, SSA_is_flo, 0, spec_boxed(s, i->args[a == UNKNOWN ? 0 : 1]));
  SsaBlock *other = spec_test(s, cond, true);
  if (mixes(i, a, b)) mixed_or_slow(s, i, other, a, b);
  else spec_slow_from(s, other);
  if (a == UNKNOWN) spec_learn(s, i->args[0], TYPE_FLO);
  if (b == UNKNOWN) spec_learn(s, i->args[1], TYPE_FLO);
  float_path(s, i);
}

/* A test of two values that may be anything: most need no code of theirs. */
static bool one_way_test(Spec *s, SsaInsn *i) {
  if (i->imm == SSA_OUTSIDE) return false;
  spec_settle_others(s);
  SsaInsn *t = spec_add2(s, SSA_peek_test, i->n, spec_boxed(s, i->args[0]), spec_boxed(s, i->args[1]));
  spec_join(s, i, t, spec_add1(s, SSA_decided, 0, t));
  return true;
}

/* Numbers in words are dealt with at once, the rest by the operation as it was; both go on here. */
static bool one_way(Spec *s, SsaInsn *i) {
  if (i->op == SSA_test_compare) return one_way_test(s, i);
  if (is_compare(i) || i->imm == ADD_APPENDS || (!int_operator(i->n) && i->n != BIN_truediv)) return false;
  spec_settle_others(s);
  SsaInsn *r = spec_add2(s, SSA_num_op, i->n, spec_boxed(s, i->args[0]), spec_boxed(s, i->args[1]));
  spec_join(s, i, r, spec_add1(s, SSA_has_value, 0, r));
  return true;
}

static bool binary(Spec *s, SsaInsn *i) {
  Known a = known(s, i->args[0]), b = known(s, i->args[1]);
  bool compares = is_compare(i), ints = compares || int_operator(i->n), floats = compares || float_operator(i->n);
  if (a == NEITHER || b == NEITHER) return false;
  if (compares && a != b && a != UNKNOWN && b != UNKNOWN) return false; /* exactness of int against float */
  if (i->n == BIN_pow && !compares && (a == INT || (b == INT && a != FLOAT))) return false;
  bool sure = a != UNKNOWN && b != UNKNOWN;
  if (sure && (a == INT && b == INT ? !ints : !floats)) return false;
  if (!sure && s->cold) return false;
  uint8_t hint = (a == UNKNOWN ? spec_hint(s, i->args[0]) : 0) | (b == UNKNOWN ? spec_hint(s, i->args[1]) : 0);
  if (a == UNKNOWN && b == UNKNOWN && !hint) return one_way(s, i); /* nothing says that they are numbers */
  if (!compares || !sure) spec_need_slow(s);
  if (sure) {
    if (a == INT && b == INT) int_path(s, i);
    else float_path(s, i);
    return true;
  }
  bool mixed = compares && (a == INT || b == INT); /* the other one turning out a float is no good */
  if (mixed) floats = false;
  if (a == FLOAT || b == FLOAT) ints = false;
  if (hint == HINT_FLOAT && floats) ints = false;
  if (hint == HINT_INT && ints) floats = false;
  if (i->n == BIN_pow && !compares && hint != HINT_FLOAT && a != FLOAT && b != FLOAT) floats = false;
  if (ints) test_ints(s, i, a, b, floats);
  else if (floats) test_floats(s, i, a, b);
  return ints || floats;
}

static bool negative(Spec *s, SsaInsn *i) {
  Known a = known(s, i->args[0]);
  if (a == INT) {
    spec_need_slow(s);
    SsaInsn *r = spec_add1(s, SSA_neg_i64, 0, spec_i64(s, i->args[0]));
    spec_check(s, spec_add1(s, SSA_fits, 0, r));
    spec_set_raw(s, i, r, TYPE_SMALL);
  } else if (a == FLOAT) spec_set_raw(s, i, spec_add1(s, SSA_neg_f64, 0, spec_f64(s, i->args[0])), TYPE_FLOAT);
  return a == INT || a == FLOAT;
}

bool spec_arith(Spec *s, SsaInsn *i) {
  switch (i->op) {
  case OP_binary: case OP_inplace: case OP_compare: case SSA_test_compare: return binary(s, i);
  case OP_unary_negative: return negative(s, i);
  default: return false;
  }
}
