/* The _operator module: the operators as functions.  itemgetter, attrgetter and methodcaller are in
 * operator_getters.c. */
#include "../objects/iter.h"

#define BINARY(name, symbol, dunder)                                                                   \
  static Value op_##name(Ctx *ctx, Value self, const Value *a) { return kr_binary(ctx, a[0], a[1], BIN_##name); } \
  static Value op_i##name(Ctx *ctx, Value self, const Value *a) { return kr_inplace(ctx, a[0], a[1], BIN_##name); }
#define COMPARE(name, symbol, reflected) \
  static Value op_##name(Ctx *ctx, Value self, const Value *a) { return kr_compare(ctx, a[0], a[1], CMP_##name); }
#include "../../ir/operators.def"

static Value op_neg(Ctx *ctx, Value self, const Value *a) { return kr_negative(ctx, a[0]); }
static Value op_pos(Ctx *ctx, Value self, const Value *a) { return kr_positive(ctx, a[0]); }
static Value op_abs(Ctx *ctx, Value self, const Value *a) { return kr_absolute(ctx, a[0]); }
static Value op_invert(Ctx *ctx, Value self, const Value *a) { return kr_invert(ctx, a[0]); }
static Value op_index(Ctx *ctx, Value self, const Value *a) { return kr_index(ctx, a[0]); }
static Value op_is(Ctx *ctx, Value self, const Value *a) { return kr_bool(a[0] == a[1]); }
static Value op_is_not(Ctx *ctx, Value self, const Value *a) { return kr_bool(a[0] != a[1]); }
static Value op_getitem(Ctx *ctx, Value self, const Value *a) { return kr_getitem(ctx, a[0], a[1]); }
static Value op_setitem(Ctx *ctx, Value self, const Value *a) { return kr_setitem(ctx, a[0], a[1], a[2]) ? 0 : KR_None; }
static Value op_delitem(Ctx *ctx, Value self, const Value *a) { return kr_delitem(ctx, a[0], a[1]) ? 0 : KR_None; }

static Value truth_value(int truth) { return truth < 0 ? 0 : kr_bool(truth); }
static Value op_truth(Ctx *ctx, Value self, const Value *a) { return truth_value(kr_truth(ctx, a[0])); }
static Value op_contains(Ctx *ctx, Value self, const Value *a) { return truth_value(kr_contains(ctx, a[0], a[1])); }
static Value op_not(Ctx *ctx, Value self, const Value *a) {
  int truth = kr_truth(ctx, a[0]);
  return truth < 0 ? 0 : kr_bool(!truth);
}

static Value concat_with(Ctx *ctx, const Value *a, int in_place) {
  const Type *t = kr_type_of(a[0]);
  if (!t->concat && !((t->flags & T_HEAP) && kr_is_sequence(a[0]))) {
    return kr_raise(ctx, &kr_type_TypeError, "'%T' object can't be concatenated", a[0]);
  }
  return in_place ? kr_inplace(ctx, a[0], a[1], BIN_add) : kr_binary(ctx, a[0], a[1], BIN_add);
}
static Value op_concat(Ctx *ctx, Value self, const Value *a) { return concat_with(ctx, a, 0); }
static Value op_iconcat(Ctx *ctx, Value self, const Value *a) { return concat_with(ctx, a, 1); }

/* Visits the items until act says stop (1) or fails (-1). */
static int search(Ctx *ctx, Value iterable, Value wanted, int first_only, int64_t *position, int64_t *count) {
  Value iter = kr_iter(ctx, iterable);
  if (!iter) return -1;
  int failed = 0;
  for (*position = *count = 0;; ++*position) {
    Value item = kr_next(ctx, iter);
    if (!item) failed = -1;
    if (!item || item == KR_STOP) break;
    int equal = kr_compare_bool(ctx, item, wanted, CMP_eq);
    kr_unref(ctx, item);
    if (equal < 0) failed = -1;
    if (equal < 0) break;
    *count += equal;
    if (equal && first_only) break;
  }
  kr_unref(ctx, iter);
  return failed;
}

static Value op_count_of(Ctx *ctx, Value self, const Value *a) {
  int64_t position, count;
  return search(ctx, a[0], a[1], 0, &position, &count) ? 0 : kr_int(count);
}

static Value op_index_of(Ctx *ctx, Value self, const Value *a) {
  int64_t position, count;
  if (search(ctx, a[0], a[1], 1, &position, &count)) return 0;
  if (count) return kr_int(position);
  return kr_raise(ctx, &kr_type_ValueError, "sequence.index(x): x not in sequence");
}

static Value op_length_hint(Ctx *ctx, Value self, const Value *a) {
  int64_t fallback = 0;
  if (a[1] && kr_index_i64(ctx, a[1], &fallback)) return 0;
  int64_t n = kr_length_hint(ctx, a[0], fallback);
  return n < 0 && ctx->exc ? 0 : int_from_i64(ctx, n);
}

static Value op_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (!nargs) return kr_raise(ctx, &kr_type_TypeError, "call expected at least 1 argument, got 0");
  return kr_call(ctx, args[0], args + 1, nargs - 1, kwnames);
}

/* Takes as long for equal as for different texts of the same length. */
static int same_bytes(const uint8_t *a, const uint8_t *b, size_t n_a, size_t n_b) {
  volatile uint8_t difference = n_a != n_b;
  const uint8_t *left = n_a == n_b ? a : b;
  for (size_t i = 0; i < n_b; i++) difference |= left[i] ^ b[i];
  return difference == 0;
}

static Value op_compare_digest(Ctx *ctx, Value self, const Value *a) {
  if (kr_is_anystr(a[0]) && kr_is_anystr(a[1])) {
    const Str *x = str_of(a[0]), *y = str_of(a[1]);
    if (!x->ascii || !y->ascii) {
      return kr_raise(ctx, &kr_type_TypeError, "comparing strings with non-ASCII characters is not supported");
    }
    return kr_bool(same_bytes(x->data, y->data, x->len, y->len));
  }
  Buffer x, y;
  if (!kr_type_of(a[0])->get_buffer || !kr_type_of(a[1])->get_buffer) {
    return kr_raise(ctx, &kr_type_TypeError, "unsupported operand types(s) or combination of types: '%T' and '%T'", a[0], a[1]);
  }
  if (kr_get_buffer(ctx, a[0], &x, 0)) return 0;
  if (kr_get_buffer(ctx, a[1], &y, 0)) return kr_release_buffer(ctx, &x), 0;
  Value result = kr_bool(same_bytes(x.data, y.data, (size_t)x.len, (size_t)y.len));
  kr_release_buffer(ctx, &x);
  kr_release_buffer(ctx, &y);
  return result;
}

static const Method functions[] = {
#define PAIR(text, name, symbol) \
  {text, op_##name, "a, b, /", "Same as a " symbol " b."},
#define IN_PLACE(text, name, symbol) {text, op_i##name, "a, b, /", "Same as a " symbol "= b."},
  PAIR("add", add, "+") PAIR("sub", sub, "-") PAIR("mul", mul, "*") PAIR("matmul", matmul, "@")
  PAIR("truediv", truediv, "/") PAIR("floordiv", floordiv, "//") PAIR("mod", mod, "%") PAIR("pow", pow, "**")
  PAIR("lshift", lshift, "<<") PAIR("rshift", rshift, ">>") PAIR("and_", and, "&") PAIR("xor", xor, "^")
  PAIR("or_", or, "|") PAIR("lt", lt, "<") PAIR("le", le, "<=") PAIR("eq", eq, "==") PAIR("ne", ne, "!=")
  PAIR("gt", gt, ">") PAIR("ge", ge, ">=") PAIR("is_", is, "is") PAIR("is_not", is_not, "is not")
  IN_PLACE("iadd", add, "+") IN_PLACE("isub", sub, "-") IN_PLACE("imul", mul, "*") IN_PLACE("imatmul", matmul, "@")
  IN_PLACE("itruediv", truediv, "/") IN_PLACE("ifloordiv", floordiv, "//") IN_PLACE("imod", mod, "%")
  IN_PLACE("ipow", pow, "**") IN_PLACE("ilshift", lshift, "<<") IN_PLACE("irshift", rshift, ">>")
  IN_PLACE("iand", and, "&") IN_PLACE("ixor", xor, "^") IN_PLACE("ior", or, "|")
  {"neg", op_neg, "a, /", "Same as -a."},
  {"pos", op_pos, "a, /", "Same as +a."},
  {"abs", op_abs, "a, /", "Same as abs(a)."},
  {"inv", op_invert, "a, /", "Same as ~a."},
  {"invert", op_invert, "a, /", "Same as ~a."},
  {"index", op_index, "a, /", "Same as a.__index__()."},
  {"truth", op_truth, "a, /", "True if a is true."},
  {"not_", op_not, "a, /", "Same as not a."},
  {"contains", op_contains, "a, b, /", "Same as b in a."},
  {"concat", op_concat, "a, b, /", "Same as a + b, for sequences."},
  {"iconcat", op_iconcat, "a, b, /", "Same as a += b, for sequences."},
  {"getitem", op_getitem, "a, b, /", "Same as a[b]."},
  {"setitem", op_setitem, "a, b, c, /", "Same as a[b] = c."},
  {"delitem", op_delitem, "a, b, /", "Same as del a[b]."},
  {"countOf", op_count_of, "a, b, /", "How many items of a are equal to b."},
  {"indexOf", op_index_of, "a, b, /", "Position of the first item of a that is equal to b."},
  {"length_hint", op_length_hint, "obj, default=0, /", "An estimate of how many items obj has."},
  {"call", op_call, NULL, "call(obj, *args, **kwargs): same as obj(*args, **kwargs).", M_RAW},
  {"_compare_digest", op_compare_digest, "a, b, /", "a == b in a time that does not tell where they differ."},
  {0},
};

static Type *const types[] = {&kr_type_itemgetter, &kr_type_attrgetter, &kr_type_methodcaller, NULL};

const ModuleDef kr_module__operator = {
  "_operator", "The operators as functions.", functions, types, NULL,
};
