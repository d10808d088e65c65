/* Length, subscripts and membership of any values. */
#include "../api.h"

int64_t kr_len(Ctx *ctx, Value v) {
  Type *type = kr_type_of(v);
  if (type->len) return type->len(ctx, v);
  kr_raise(ctx, &kr_type_TypeError, "object of type '%.200s' has no len()", type->name);
  return -1;
}

static int64_t hint_value(Ctx *ctx, Value hint, int64_t fallback) {
  if (hint == KR_NotImplemented) return fallback;
  if (!kr_is_anyint(hint)) {
    kr_raise(ctx, &kr_type_TypeError, "__length_hint__ must be an integer, not %.100s", kr_type_of(hint)->name);
    return -1;
  }
  int64_t n;
  if (kr_index_i64(ctx, hint, &n) < 0) return -1;
  if (n < 0) kr_raise(ctx, &kr_type_ValueError, "__length_hint__() should return >= 0");
  return n < 0 ? -1 : n;
}

int64_t kr_length_hint(Ctx *ctx, Value v, int64_t fallback) {
  Type *type = kr_type_of(v);
  if (type->len) {
    int64_t n = type->len(ctx, v);
    if (n >= 0 || !kr_catch(ctx, &kr_type_TypeError)) return n;
  }
  Value self, f = kr_lookup_special(ctx, v, N(__length_hint__), &self);
  if (f == KR_ABSENT) return fallback;
  if (!f) return -1;
  Value hint = kr_call_self(ctx, f, self, NULL, 0, 0);
  kr_unref(ctx, f);
  if (!hint) return kr_catch(ctx, &kr_type_TypeError) ? fallback : -1;
  int64_t n = hint_value(ctx, hint, fallback);
  kr_unref(ctx, hint);
  return n;
}

/* cls[key]: a class is subscripted through __class_getitem__. */
static Value class_getitem(Ctx *ctx, Value cls, Value key) {
  if (kr_as_type(cls) == &kr_type_type) {
    Value pair[2] = {cls, key};
    return kr_call(ctx, kr_val(&kr_type_genericalias), pair, 2, 0);
  }
  Value f = kr_getattr_opt(ctx, cls, N(__class_getitem__));
  if (f == KR_ABSENT || f == KR_None)
    return kr_raise(ctx, &kr_type_TypeError, "type '%.200s' is not subscriptable", kr_as_type(cls)->name);
  if (!f) return 0;
  Value r = kr_call1(ctx, f, key);
  kr_unref(ctx, f);
  return r;
}

Value kr_getitem(Ctx *ctx, Value v, Value key) {
  Type *type = kr_type_of(v);
  if (type->getitem) return type->getitem(ctx, v, key);
  if (type->seq_item) {
    int64_t i;
    if (!kr_is_anyint(key) && !kr_type_of(key)->to_index)
      return kr_raise(ctx, &kr_type_TypeError, "sequence index must be integer, not '%.200s'", kr_type_of(key)->name);
    return kr_subscript_i64(ctx, key, &i) < 0 ? 0 : kr_getitem_i(ctx, v, i);
  }
  if (kr_is_type(v)) return class_getitem(ctx, v, key);
  return kr_raise(ctx, &kr_type_TypeError, "'%.200s' object is not subscriptable", type->name);
}

Value kr_getitem_i(Ctx *ctx, Value v, int64_t i) {
  Type *type = kr_type_of(v);
  if (!type->seq_item) {
    Value key = int_from_i64(ctx, i), r = key ? kr_getitem(ctx, v, key) : 0;
    kr_unref(ctx, key);
    return r;
  }
  if (i < 0 && type->len) {
    int64_t n = type->len(ctx, v);
    if (n < 0) return 0;
    i += n;
  }
  return type->seq_item(ctx, v, i);
}

/* Sequences first make a number of an index, and word the error differently. */
static KR_COLD int no_setitem(Ctx *ctx, const Type *type, Value key, Value item) {
  bool sequence = type->seq_item || type->len || type->contains || type->flags & T_HEAP;
  bool index = sequence && (kr_is_anyint(key) || kr_type_of(key)->to_index);
  int64_t i;
  if (index && kr_subscript_i64(ctx, key, &i) < 0) return -1;
  kr_raise(ctx, &kr_type_TypeError, "'%.200s' object %s support item %s", type->name,
           index && !item ? "doesn't" : "does not", item ? "assignment" : "deletion");
  return -1;
}

int kr_setitem(Ctx *ctx, Value v, Value key, Value item) {
  Type *type = kr_type_of(v);
  return type->setitem ? type->setitem(ctx, v, key, item) : no_setitem(ctx, type, key, item);
}

int kr_delitem(Ctx *ctx, Value v, Value key) { return kr_setitem(ctx, v, key, 0); }

static int contains_by_iteration(Ctx *ctx, Value container, Value item) {
  Value iter = kr_iter(ctx, container);
  if (!iter) {
    if (kr_catch(ctx, &kr_type_TypeError))
      kr_raise(ctx, &kr_type_TypeError, "argument of type '%.200s' is not iterable", kr_type_of(container)->name);
    return -1;
  }
  int found = 0;
  while (!found) {
    Value v = kr_next(ctx, iter);
    if (v == KR_STOP) break;
    found = v ? kr_compare_bool(ctx, v, item, CMP_eq) : -1;
    kr_unref(ctx, v);
  }
  kr_unref(ctx, iter);
  return found;
}

int kr_contains(Ctx *ctx, Value container, Value item) {
  Type *type = kr_type_of(container);
  return type->contains ? type->contains(ctx, container, item) : contains_by_iteration(ctx, container, item);
}

/* ---- what a value can do ---- */
/* A class statement gives __getitem__ both roles, item of a mapping and item of a sequence. */
static int has_sequence_items(const Type *type) {
  return !(type->flags & T_DICT) && (type->seq_item || ((type->flags & T_HEAP) && type->getitem));
}

int kr_is_callable(Value v) { return kr_type_of(v)->call != NULL; }
int kr_is_iterable(Value v) { return kr_type_of(v)->iter || has_sequence_items(kr_type_of(v)); }
int kr_is_sequence(Value v) { return has_sequence_items(kr_type_of(v)); }
int kr_is_mapping(Value v) {
  const Type *type = kr_type_of(v);
  return type->getitem && !(type->flags & (T_LIST | T_TUPLE | T_STR));
}
