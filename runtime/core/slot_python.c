/* Special methods and slots, part two: the functions put into slots when the method is a Python one.
 * Each looks the method up on the type and calls it with what the slot was given. */
#include "core.h"
#include "slots.h"

Value special_call(Ctx *ctx, Value obj, Value name, const Value *args, size_t nargs) {
  Value self;
  Value f = kr_lookup_special(ctx, obj, name, &self);
  if (!f || f == KR_ABSENT) return f;
  Value r = kr_call_self(ctx, f, self, args, nargs, 0);
  kr_unref(ctx, f);
  return r;
}

/* For methods that the slot's presence promises; they may have gone meanwhile. */
static Value must_call(Ctx *ctx, Value obj, Value name, const Value *args, size_t nargs) {
  Value r = special_call(ctx, obj, name, args, nargs);
  return r == KR_ABSENT ? kr_raise_attribute(ctx, obj, name) : r;
}

Value kr_call0_raise(Ctx *ctx, Type *type) {
  Value exc = kr_call0(ctx, kr_val(type));
  if (!exc) return 0;
  kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

#define UNARY_SLOT(slot, method) Value slot_##slot(Ctx *ctx, Value v) { return must_call(ctx, v, N(method), NULL, 0); }
UNARY_SLOT(await, __await__)
UNARY_SLOT(aiter, __aiter__)
UNARY_SLOT(anext, __anext__)
UNARY_SLOT(negative, __neg__)
UNARY_SLOT(positive, __pos__)
UNARY_SLOT(absolute, __abs__)
UNARY_SLOT(invert, __invert__)
UNARY_SLOT(to_int, __int__)
UNARY_SLOT(to_float, __float__)
UNARY_SLOT(to_index, __index__)

Value slot_repr(Ctx *ctx, Value v) { return must_call(ctx, v, N(__repr__), NULL, 0); }
Value slot_str(Ctx *ctx, Value v) { return must_call(ctx, v, N(__str__), NULL, 0); }

Value slot_iter(Ctx *ctx, Value v) {
  if (type_lookup(kr_type_of(v), N(__iter__)) == KR_None)
    return kr_raise(ctx, &kr_type_TypeError, "'%T' object is not iterable", v);
  return must_call(ctx, v, N(__iter__), NULL, 0);
}

Value slot_next(Ctx *ctx, Value v) {
  int wants_stopped = ctx->wants_stopped;
  ctx->wants_stopped = 0;
  Value r = must_call(ctx, v, N(__next__), NULL, 0);
  if (r || !kr_matches(ctx, &kr_type_StopIteration)) return r;
  if (KR_UNLIKELY(wants_stopped)) kr_set(ctx, &ctx->stopped, kr_fetch(ctx));
  else kr_clear_exc(ctx);
  return KR_STOP;
}

int64_t slot_hash(Ctx *ctx, Value v) {
  Value r = special_call(ctx, v, N(__hash__), NULL, 0);
  if (r == KR_ABSENT) return kr_unhashable(ctx, v);
  if (!r) return -1;
  if (!kr_is_anyint(r)) {
    kr_raise(ctx, &kr_type_TypeError, "__hash__ method should return an integer");
    kr_unref(ctx, r);
    return -1;
  }
  int64_t h;
  if (int_to_i64(ctx, r, &h)) { /* too large to be a hash itself */
    kr_clear_exc(ctx);
    h = kr_type_int.hash(ctx, r);
  }
  kr_unref(ctx, r);
  return h == -1 ? -2 : h;
}

Value slot_compare(Ctx *ctx, Value a, Value b, int op) {
  static const int names[] = {NAMEID___lt__, NAMEID___le__, NAMEID___eq__, NAMEID___ne__, NAMEID___gt__, NAMEID___ge__};
  Value self, f = kr_lookup_special(ctx, a, kr_names[names[op]], &self);
  if (!f && ctx->exc) kr_clear_exc(ctx); /* a method that can not be had counts as none */
  if (!f || f == KR_ABSENT) return KR_NotImplemented;
  Value r = kr_call_self(ctx, f, self, &b, 1, 0);
  kr_unref(ctx, f);
  return r;
}

Value slot_call(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  Value self, f = kr_lookup_special(ctx, callee, N(__call__), &self);
  if (!f) return 0;
  if (f == KR_ABSENT) return kr_raise_attribute(ctx, callee, N(__call__));
  Value r = kr_call_self(ctx, f, self, args, nargs, kwnames);
  kr_unref(ctx, f);
  return r;
}

/* ---- construction and end ---- */
Value slot_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  Value f = kr_getattr(ctx, kr_val(type), N(__new__));
  if (!f) return 0;
  Value r = kr_call_self(ctx, f, kr_val(type), args, nargs, kwnames);
  kr_unref(ctx, f);
  return r;
}

int slot_init(Ctx *ctx, Value v, const Value *args, size_t nargs, Value kwnames) {
  Value self, f = kr_lookup_special(ctx, v, N(__init__), &self);
  if (!f) return -1;
  if (f == KR_ABSENT) return 0;
  Value r = kr_call_self(ctx, f, self, args, nargs, kwnames);
  kr_unref(ctx, f);
  if (!r) return -1;
  if (r != KR_None) {
    kr_raise(ctx, &kr_type_TypeError, "__init__() should return None, not '%T'", r);
    kr_unref(ctx, r);
    return -1;
  }
  return 0;
}

int slot_finalize(Ctx *ctx, Value v) {
  Value self, f = kr_lookup_special(ctx, v, N(__del__), &self);
  if (!f) return -1;
  if (f == KR_ABSENT) return 0;
  Value r = kr_call_self(ctx, f, self, NULL, 0, 0);
  if (!r) kr_unraisable(ctx, NULL, f);
  kr_unref(ctx, f);
  kr_unref(ctx, r);
  return 0;
}

/* ---- attributes ---- */
Value slot_getattr(Ctx *ctx, Value obj, Value name) {
  Type *t = kr_type_of(obj);
  Value hook = type_lookup(t, N(__getattr__)), getter = type_lookup(t, N(__getattribute__)), r;
  if (kr_has_shape(getter, SHAPE_wrapper_descriptor)) {
    WrapperDescr *w = (WrapperDescr *)kr_obj(getter);
    if (hook != KR_ABSENT && (GetAttrFn)w->slot == kr_generic_getattr) r = attr_generic_opt(ctx, obj, name);
    else r = ((GetAttrFn)w->slot)(ctx, obj, name);
  } else {
    r = must_call(ctx, obj, N(__getattribute__), &name, 1);
  }
  if (r && r != KR_ABSENT) return r;
  if (hook == KR_ABSENT) return r ? kr_raise_attribute(ctx, obj, name) : 0;
  if (!r && !kr_catch(ctx, &kr_type_AttributeError)) return 0;
  return must_call(ctx, obj, N(__getattr__), &name, 1);
}

static int done(Ctx *ctx, Value r) {
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

int slot_setattr(Ctx *ctx, Value obj, Value name, Value v) {
  Value args[2] = {name, v};
  return done(ctx, must_call(ctx, obj, v ? N(__setattr__) : N(__delattr__), args, v ? 2 : 1));
}

Value slot_descr_get(Ctx *ctx, Value descr, Value obj, Value type) {
  Value get = type_lookup(kr_type_of(descr), N(__get__)); /* called as it is: binding it would come here again */
  if (get == KR_ABSENT) return kr_ref(descr);
  Value args[3] = {descr, obj ? obj : KR_None, type ? type : KR_None};
  kr_ref(get);
  Value r = kr_call(ctx, get, args, 3, 0);
  kr_unref(ctx, get);
  return r;
}

int slot_descr_set(Ctx *ctx, Value descr, Value obj, Value v) {
  Value args[2] = {obj, v};
  return done(ctx, must_call(ctx, descr, v ? N(__set__) : N(__delete__), args, v ? 2 : 1));
}

/* ---- binary operators ---- */
typedef struct { int name, reflected, inplace; } OpNames;
static const OpNames op_names[] = {
#define BINARY(name, symbol, dunder) {NAMEID___##dunder##__, NAMEID___r##dunder##__, NAMEID___i##dunder##__},
#include "../../ir/operators.def"
};

/* Does b's type have a reflected method of its own, other than what a's type has? */
static int overrides(Value a, Value b, Value name) {
  Value theirs = type_lookup(kr_type_of(b), name);
  return theirs != KR_ABSENT && theirs != type_lookup(kr_type_of(a), name);
}

static Value try_method(Ctx *ctx, Value obj, Value name, Value other) {
  Value r = special_call(ctx, obj, name, &other, 1);
  return r == KR_ABSENT ? KR_NotImplemented : r;
}

static Value binary(Ctx *ctx, Value a, Value b, int op, BinaryFn own) {
  Type *ta = kr_type_of(a), *tb = kr_type_of(b);
  const OpNames *names = &op_names[op];
  int other = ta != tb && tb->binary[op] == own;
  if (ta->binary[op] == own) {
    if (other && kr_subtype(tb, ta) && overrides(a, b, kr_names[names->reflected])) {
      Value r = try_method(ctx, b, kr_names[names->reflected], a);
      if (r != KR_NotImplemented) return r;
      other = 0;
    }
    Value r = try_method(ctx, a, kr_names[names->name], b);
    if (r != KR_NotImplemented || ta == tb) return r;
  }
  return other ? try_method(ctx, b, kr_names[names->reflected], a) : KR_NotImplemented;
}

#define BINARY(name, symbol, dunder) \
  Value slot_binary_##name(Ctx *ctx, Value a, Value b) { return binary(ctx, a, b, BIN_##name, slot_binary_##name); } \
  Value slot_inplace_##name(Ctx *ctx, Value a, Value b) { return try_method(ctx, a, kr_names[op_names[BIN_##name].inplace], b); }
#include "../../ir/operators.def"

Value slot_pow3(Ctx *ctx, Value a, Value b, Value mod) {
  if (kr_type_of(a)->pow3 != slot_pow3) return KR_NotImplemented;
  Value args[2] = {b, mod};
  Value r = special_call(ctx, a, N(__pow__), args, 2);
  return r == KR_ABSENT ? KR_NotImplemented : r;
}

/* ---- truth, length, items ---- */
static int64_t len_result(Ctx *ctx, Value r) {
  Value n = r ? kr_index(ctx, r) : 0;
  kr_unref(ctx, r);
  if (!n) return -1;
  int64_t len = -1;
  if (int_sign(n) < 0) kr_raise(ctx, &kr_type_ValueError, "__len__() should return >= 0");
  else if (kr_index_size(ctx, n, &len, &kr_type_OverflowError)) len = -1;
  kr_unref(ctx, n);
  return len;
}

int64_t slot_len(Ctx *ctx, Value v) { return len_result(ctx, must_call(ctx, v, N(__len__), NULL, 0)); }

int slot_bool(Ctx *ctx, Value v) {
  Value r = must_call(ctx, v, N(__bool__), NULL, 0);
  if (r == KR_True || r == KR_False) return r == KR_True;
  if (r) kr_raise(ctx, &kr_type_TypeError, "__bool__ should return bool, returned %T", r);
  kr_unref(ctx, r);
  return -1;
}

Value slot_getitem(Ctx *ctx, Value v, Value key) { return must_call(ctx, v, N(__getitem__), &key, 1); }

Value slot_seq_item(Ctx *ctx, Value v, int64_t i) {
  Value key = int_from_i64(ctx, i);
  if (!key) return 0;
  Value r = slot_getitem(ctx, v, key);
  kr_unref(ctx, key);
  return r;
}

int slot_setitem(Ctx *ctx, Value v, Value key, Value item) {
  Value args[2] = {key, item};
  return done(ctx, must_call(ctx, v, item ? N(__setitem__) : N(__delitem__), args, item ? 2 : 1));
}

int slot_contains(Ctx *ctx, Value container, Value item) {
  if (type_lookup(kr_type_of(container), N(__contains__)) == KR_None) {
    kr_raise(ctx, &kr_type_TypeError, "'%T' object is not a container", container);
    return -1;
  }
  Value r = must_call(ctx, container, N(__contains__), &item, 1);
  if (!r) return -1;
  int truth = kr_truth(ctx, r);
  kr_unref(ctx, r);
  return truth;
}
