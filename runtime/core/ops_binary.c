/* Binary, in-place and unary operators on any values.
 *
 * Ints and floats come first; then the slots of both types are tried, the right operand's first when
 * its type derives from the left's; then concatenation and repetition of sequences. */
#include "../objects/float_internal.h"
#include "../api.h"

static Value small_int_binary(Ctx *ctx, Value a, Value b, int op) {
  int64_t r;
  switch (op) {
  case BIN_add:
    if (!__builtin_add_overflow((int64_t)(a - 1), (int64_t)b, &r)) return (Value)r;
    break;
  case BIN_sub:
    if (!__builtin_sub_overflow((int64_t)a, (int64_t)(b - 1), &r)) return (Value)r;
    break;
  case BIN_mul:
    if (!__builtin_mul_overflow((int64_t)(a - 1), kr_int_of(b), &r)) return (Value)(r + 1);
    break;
  case BIN_and: return a & b;
  case BIN_or: return a | b;
  case BIN_xor: return (a ^ b) | 1;
  default: break;
  }
  return int_binary(ctx, a, b, op);
}

/* The slots of both operands, in the order the language asks for. */
static Value try_slots(Ctx *ctx, Value a, Value b, BinaryFn left, BinaryFn right, Type *ta, Type *tb) {
  if (ta == tb || left == right) right = NULL;
  if (left && right && kr_subtype(tb, ta)) {
    Value r = right(ctx, a, b);
    if (r != KR_NotImplemented) return r;
    right = NULL;
  }
  if (left) {
    Value r = left(ctx, a, b);
    if (r != KR_NotImplemented) return r;
  }
  return right ? right(ctx, a, b) : KR_NotImplemented;
}

static Value repeat_sequence(Ctx *ctx, ItemFn repeat, Value seq, Value count) {
  int64_t n;
  if (!kr_is_anyint(count) && !kr_type_of(count)->to_index)
    return kr_raise(ctx, &kr_type_TypeError, "can't multiply sequence by non-int of type '%.200s'",
                    kr_type_of(count)->name);
  return kr_index_size(ctx, count, &n, &kr_type_OverflowError) < 0 ? 0 : repeat(ctx, seq, n);
}

/* + and * of sequences. */
static Value try_sequences(Ctx *ctx, Value a, Value b, int op) {
  Type *ta = kr_type_of(a), *tb = kr_type_of(b);
  if (op == BIN_add && ta->concat) return ta->concat(ctx, a, b);
  if (op == BIN_mul && ta->repeat) return repeat_sequence(ctx, ta->repeat, a, b);
  if (op == BIN_mul && tb->repeat) return repeat_sequence(ctx, tb->repeat, b, a);
  return KR_NotImplemented;
}

static Value unsupported(Ctx *ctx, Value a, Value b, int op, int inplace) {
  const char *symbol = op == BIN_pow && !inplace ? "** or pow()" : binary_symbols[op];
  const char *hint = "";
  if (op == BIN_rshift && kr_has_shape(a, SHAPE_builtin) && !strcmp(((Builtin *)kr_obj(a))->def->name, "print"))
    hint = ". Did you mean \"print(<message>, file=<output_stream>)\"?";
  return kr_raise(ctx, &kr_type_TypeError, "unsupported operand type(s) for %s%s: '%.100s' and '%.100s'%s", symbol,
                  inplace ? "=" : "", kr_type_of(a)->name, kr_type_of(b)->name, hint);
}

static Value generic_binary(Ctx *ctx, Value a, Value b, int op) {
  Type *ta = kr_type_of(a), *tb = kr_type_of(b);
  Value r = try_slots(ctx, a, b, ta->binary[op], tb->binary[op], ta, tb);
  return r == KR_NotImplemented ? try_sequences(ctx, a, b, op) : r;
}

Value kr_binary(Ctx *ctx, Value a, Value b, int op) {
  if (kr_both_int(a, b) && op != BIN_matmul) return small_int_binary(ctx, a, b, op);
  if (kr_is_flo(a) && kr_is_flo(b)) {
    Value r = float_binary(ctx, kr_flo_of(a), kr_flo_of(b), op);
    if (r != KR_NotImplemented) return r;
  }
  Value r = generic_binary(ctx, a, b, op);
  return r == KR_NotImplemented ? unsupported(ctx, a, b, op, 0) : r;
}

/* += and *= of sequences. */
static Value try_inplace_sequences(Ctx *ctx, Value a, Value b, int op) {
  Type *ta = kr_type_of(a);
  if (op == BIN_add && ta->inplace_concat) return ta->inplace_concat(ctx, a, b);
  if (op == BIN_mul && ta->inplace_repeat) return repeat_sequence(ctx, ta->inplace_repeat, a, b);
  return try_sequences(ctx, a, b, op);
}

Value kr_inplace(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_is_ptr(a) && !kr_is_ptr(b)) {
    Value r = kr_both_int(a, b) && op != BIN_matmul ? small_int_binary(ctx, a, b, op) : generic_binary(ctx, a, b, op);
    return r == KR_NotImplemented ? unsupported(ctx, a, b, op, 1) : r;
  }
  Type *ta = kr_type_of(a), *tb = kr_type_of(b);
  Value r = ta->inplace[op] ? ta->inplace[op](ctx, a, b) : KR_NotImplemented;
  if (r == KR_NotImplemented) r = try_slots(ctx, a, b, ta->binary[op], tb->binary[op], ta, tb);
  if (r == KR_NotImplemented) r = try_inplace_sequences(ctx, a, b, op);
  return r == KR_NotImplemented ? unsupported(ctx, a, b, op, 1) : r;
}

/* ---- divmod ---- */
static Value divmod_method(Ctx *ctx, Value a, Value b, Value name) {
  Value self, f = kr_lookup_special(ctx, a, name, &self);
  if (f == KR_ABSENT) return KR_NotImplemented;
  if (!f) return 0;
  Value r = kr_call_self(ctx, f, self, &b, 1, 0);
  kr_unref(ctx, f);
  return r;
}

Value kr_divmod(Ctx *ctx, Value a, Value b) {
  Type *ta = kr_type_of(a), *tb = kr_type_of(b);
  int reflected_first = ta != tb && kr_subtype(tb, ta);
  Value r = KR_NotImplemented;
  if (reflected_first) r = divmod_method(ctx, b, a, N(__rdivmod__));
  if (r == KR_NotImplemented) r = divmod_method(ctx, a, b, N(__divmod__));
  if (r == KR_NotImplemented && ta != tb && !reflected_first) r = divmod_method(ctx, b, a, N(__rdivmod__));
  if (r != KR_NotImplemented) return r;
  return kr_raise(ctx, &kr_type_TypeError, "unsupported operand type(s) for divmod(): '%.100s' and '%.100s'", ta->name,
                  tb->name);
}

/* ---- pow with a modulus ---- */
Value kr_pow3(Ctx *ctx, Value a, Value b, Value mod) {
  if (mod == KR_None) return kr_binary(ctx, a, b, BIN_pow);
  Type *ta = kr_type_of(a), *tb = kr_type_of(b), *tm = kr_type_of(mod);
  TernaryFn fa = ta->pow3, fb = tb == ta || tb->pow3 == fa ? NULL : tb->pow3;
  Value r = KR_NotImplemented;
  if (fa && fb && kr_subtype(tb, ta)) {
    r = fb(ctx, a, b, mod);
    fb = NULL;
  }
  if (r == KR_NotImplemented && fa) r = fa(ctx, a, b, mod);
  if (r == KR_NotImplemented && fb) r = fb(ctx, a, b, mod);
  if (r == KR_NotImplemented && tm->pow3 && tm->pow3 != fa && tm->pow3 != tb->pow3) r = tm->pow3(ctx, a, b, mod);
  if (r != KR_NotImplemented) return r;
  return kr_raise(ctx, &kr_type_TypeError,
                  "unsupported operand type(s) for ** or pow(): '%.100s', '%.100s', '%.100s'", ta->name, tb->name,
                  tm->name);
}

/* ---- unary ---- */
static Value bad_unary(Ctx *ctx, const char *what, Value v) {
  return kr_raise(ctx, &kr_type_TypeError, "bad operand type for %s: '%.200s'", what, kr_type_of(v)->name);
}

Value kr_negative(Ctx *ctx, Value v) {
  if (kr_is_int(v) && kr_int_of(v) != KR_INT_MIN) return kr_int(-kr_int_of(v));
  UnaryFn f = kr_type_of(v)->negative;
  return f ? f(ctx, v) : bad_unary(ctx, "unary -", v);
}

Value kr_positive(Ctx *ctx, Value v) {
  UnaryFn f = kr_type_of(v)->positive;
  return f ? f(ctx, v) : bad_unary(ctx, "unary +", v);
}

Value kr_invert(Ctx *ctx, Value v) {
  UnaryFn f = kr_type_of(v)->invert;
  return f ? f(ctx, v) : bad_unary(ctx, "unary ~", v);
}

Value kr_absolute(Ctx *ctx, Value v) {
  UnaryFn f = kr_type_of(v)->absolute;
  return f ? f(ctx, v) : bad_unary(ctx, "abs()", v);
}
