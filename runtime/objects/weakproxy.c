/* weakref.proxy: an object that passes every operation on to its target while that lives. */
#include "../core/weakref.h"

static int is_proxy(Value v) {
  return kr_has_shape(v, SHAPE_weakproxy) || kr_has_shape(v, SHAPE_weakcallableproxy);
}

/* The object that v stands for, a new reference. */
static Value unwrap(Ctx *ctx, Value v) {
  if (!is_proxy(v)) return kr_ref(v);
  Value t = weakref_target(v);
  return t ? kr_ref(t) : kr_raise(ctx, &kr_type_ReferenceError, "weakly-referenced object no longer exists");
}

#define UNARY_PROXY(name, call) \
  static Value proxy_##name(Ctx *ctx, Value v) { \
    Value t = unwrap(ctx, v); \
    Value r = t ? call(ctx, t) : 0; \
    kr_unref(ctx, t); \
    return r; \
  }
UNARY_PROXY(str, kr_str)
UNARY_PROXY(negative, kr_negative)
UNARY_PROXY(positive, kr_positive)
UNARY_PROXY(invert, kr_invert)
UNARY_PROXY(absolute, kr_absolute)
UNARY_PROXY(to_int, kr_int_of_any)
UNARY_PROXY(to_float, kr_float_of_any)
UNARY_PROXY(to_index, kr_index)
UNARY_PROXY(iter, kr_iter)

static Value proxy_next(Ctx *ctx, Value v) {
  Value t = unwrap(ctx, v);
  if (!t) return 0;
  Value r = 0;
  if (kr_type_of(t)->next) r = kr_next(ctx, t);
  else kr_raise(ctx, &kr_type_TypeError, "Weakref proxy referenced a non-iterator '%T' object", t);
  kr_unref(ctx, t);
  return r;
}

static Value pair(Ctx *ctx, Value a, Value b, int op, Value (*call)(Ctx *, Value, Value, int)) {
  Value x = unwrap(ctx, a), y = x ? unwrap(ctx, b) : 0;
  Value r = y ? call(ctx, x, y, op) : 0;
  kr_unref(ctx, x);
  kr_unref(ctx, y);
  return r;
}

#define BINARY(name, symbol, dunder) \
  static Value proxy_binary_##name(Ctx *ctx, Value a, Value b) { return pair(ctx, a, b, BIN_##name, kr_binary); } \
  static Value proxy_inplace_##name(Ctx *ctx, Value a, Value b) { return pair(ctx, a, b, BIN_##name, kr_inplace); }
#include "../../ir/operators.def"

static Value proxy_compare(Ctx *ctx, Value a, Value b, int op) { return pair(ctx, a, b, op, kr_compare); }

static int proxy_bool(Ctx *ctx, Value v) {
  Value t = unwrap(ctx, v);
  int r = t ? kr_truth(ctx, t) : -1;
  kr_unref(ctx, t);
  return r;
}

static int64_t proxy_len(Ctx *ctx, Value v) {
  Value t = unwrap(ctx, v);
  int64_t n = t ? kr_len(ctx, t) : -1;
  kr_unref(ctx, t);
  return n;
}

static Value proxy_getitem(Ctx *ctx, Value v, Value key) {
  Value t = unwrap(ctx, v);
  Value r = t ? kr_getitem(ctx, t, key) : 0;
  kr_unref(ctx, t);
  return r;
}

static int proxy_setitem(Ctx *ctx, Value v, Value key, Value item) {
  Value t = unwrap(ctx, v);
  int r = !t ? -1 : item ? kr_setitem(ctx, t, key, item) : kr_delitem(ctx, t, key);
  kr_unref(ctx, t);
  return r;
}

static int proxy_contains(Ctx *ctx, Value v, Value item) {
  Value t = unwrap(ctx, v);
  int r = t ? kr_contains(ctx, t, item) : -1;
  kr_unref(ctx, t);
  return r;
}

static Value proxy_getattr(Ctx *ctx, Value v, Value name) {
  Value t = unwrap(ctx, v);
  Value r = t ? kr_getattr(ctx, t, name) : 0;
  kr_unref(ctx, t);
  return r;
}

static int proxy_setattr(Ctx *ctx, Value v, Value name, Value x) {
  Value t = unwrap(ctx, v);
  int r = t ? kr_setattr(ctx, t, name, x) : -1;
  kr_unref(ctx, t);
  return r;
}

static Value proxy_call(Ctx *ctx, Value v, const Value *args, size_t nargs, Value kwnames) {
  Value t = unwrap(ctx, v);
  Value r = t ? kr_call(ctx, t, args, nargs, kwnames) : 0;
  kr_unref(ctx, t);
  return r;
}

static Value proxy_repr(Ctx *ctx, Value v) {
  Value t = weakref_target(v);
  if (!t) return str_format_c(ctx, "<weakproxy at %p to %T at %p>", (void *)(uintptr_t)v, KR_None, (void *)(uintptr_t)KR_None);
  return str_format_c(ctx, "<weakproxy at %p to %T at %p>", (void *)(uintptr_t)v, t, (void *)(uintptr_t)t);
}

static Value call_special(Ctx *ctx, Value self, Value name) {
  Value t = unwrap(ctx, self);
  Value r = t ? kr_call_method0(ctx, t, name) : 0;
  kr_unref(ctx, t);
  return r;
}
static Value bytes_m(Ctx *ctx, Value self, const Value *a) { return call_special(ctx, self, N(__bytes__)); }
static Value reversed_m(Ctx *ctx, Value self, const Value *a) { return call_special(ctx, self, N(__reversed__)); }

static const Method proxy_methods[] = {
  {"__bytes__", bytes_m, "", NULL},
  {"__reversed__", reversed_m, "", NULL},
  {NULL},
};

#define PROXY_SLOTS \
  .flags = T_GC, .size = sizeof(WeakRef), .methods = proxy_methods, .free = weakref_free, .traverse = weakref_traverse, \
  .clear = weakref_clear, .repr = proxy_repr, .str = proxy_str, .iter = proxy_iter, .next = proxy_next, \
  .hash = kr_unhashable, .compare = proxy_compare, .getattr = proxy_getattr, .setattr = proxy_setattr, \
  .negative = proxy_negative, .positive = proxy_positive, .invert = proxy_invert, .absolute = proxy_absolute, \
  .to_int = proxy_to_int, .to_float = proxy_to_float, .to_index = proxy_to_index, .bool_ = proxy_bool, .len = proxy_len, \
  .getitem = proxy_getitem, .setitem = proxy_setitem, .contains = proxy_contains, \
  .binary = {PROXY_ROWS(binary)}, .inplace = {PROXY_ROWS(inplace)}
#define PROXY_ROWS(kind) \
  [BIN_add] = proxy_##kind##_add, [BIN_sub] = proxy_##kind##_sub, [BIN_mul] = proxy_##kind##_mul, \
  [BIN_matmul] = proxy_##kind##_matmul, [BIN_truediv] = proxy_##kind##_truediv, [BIN_floordiv] = proxy_##kind##_floordiv, \
  [BIN_mod] = proxy_##kind##_mod, [BIN_pow] = proxy_##kind##_pow, [BIN_lshift] = proxy_##kind##_lshift, \
  [BIN_rshift] = proxy_##kind##_rshift, [BIN_and] = proxy_##kind##_and, [BIN_xor] = proxy_##kind##_xor, \
  [BIN_or] = proxy_##kind##_or

Type kr_type_weakproxy = {TYPE_HEAD(weakproxy, "weakref.ProxyType"), PROXY_SLOTS};
Type kr_type_weakcallableproxy = {TYPE_HEAD(weakcallableproxy, "weakref.CallableProxyType"), PROXY_SLOTS, .call = proxy_call};
