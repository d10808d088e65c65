/* The match statement: mapping and class patterns. */
#include "../krait.h"

/* Is key among the first n of keys; -1: raised. */
static int seen_before(Ctx *ctx, Value keys, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    int same = kr_compare_bool(ctx, tuple_of(keys)->items[i], tuple_of(keys)->items[n], CMP_eq);
    if (same) return same;
  }
  return 0;
}

/* The value under key: KR_ABSENT if the mapping does not have it (no default is made up: get). */
static Value mapping_get(Ctx *ctx, Value subject, Value key, Value marker) {
  if (kr_has_shape(subject, SHAPE_dict)) return kr_ref(dict_get(ctx, subject, key));
  Value v = kr_call_method(ctx, subject, N(get), (Value[]){key, marker}, 2);
  if (v != marker) return v;
  kr_unref(ctx, v);
  return KR_ABSENT;
}

Value kr_match_keys(Ctx *ctx, Value subject, Value keys) {
  int64_t n = tuple_of(keys)->len;
  Value values = tuple_new(ctx, (size_t)n), marker = values ? object_new(ctx, &kr_type_object, NULL, 0, 0) : 0;
  if (!marker) {
    kr_unref(ctx, values);
    return 0;
  }
  Value r = values;
  for (int64_t i = 0; i < n; i++) {
    Value key = tuple_of(keys)->items[i];
    int seen = seen_before(ctx, keys, i);
    if (seen > 0) kr_raise(ctx, &kr_type_ValueError, "mapping pattern checks duplicate key (%R)", key);
    Value v = seen ? 0 : mapping_get(ctx, subject, key, marker);
    if (!v || v == KR_ABSENT) {
      r = v ? KR_None : 0;
      break;
    }
    tuple_of(values)->items[i] = v;
  }
  kr_unref(ctx, marker);
  if (r != values) kr_unref(ctx, values);
  return r;
}

/* ---- class patterns ---- */

typedef struct { Ctx *ctx; Value subject, type, seen /* set of names */, attrs /* list */; } ClassMatch;

/* Adds subject.name; 0: it has none, -1: raised. */
static int add_attribute(ClassMatch *m, Value name) {
  int again = set_contains(m->ctx, m->seen, name);
  if (again) {
    if (again > 0)
      kr_raise(m->ctx, &kr_type_TypeError, "%s() got multiple sub-patterns for attribute %R", kr_as_type(m->type)->name, name);
    return -1;
  }
  if (set_add(m->ctx, m->seen, name) < 0) return -1;
  Value v = kr_getattr_opt(m->ctx, m->subject, name);
  if (!v) return -1;
  if (v == KR_ABSENT) return 0;
  int r = list_append(m->ctx, m->attrs, v);
  kr_unref(m->ctx, v);
  return r < 0 ? -1 : 1;
}

/* __match_args__ as a tuple, or the empty one with *match_self set. */
static Value match_args(ClassMatch *m, int *match_self) {
  *match_self = 0;
  Value args = kr_getattr_opt(m->ctx, m->type, N(__match_args__));
  if (args == KR_ABSENT) {
    *match_self = (kr_as_type(m->type)->flags & T_MATCH_SELF) != 0;
    return tuple_new(m->ctx, 0);
  }
  if (args && !kr_has_shape(args, SHAPE_tuple)) {
    kr_raise(m->ctx, &kr_type_TypeError, "%s.__match_args__ must be a tuple (got %T)", kr_as_type(m->type)->name, args);
    kr_unref(m->ctx, args);
    return 0;
  }
  return args;
}

static int match_positional(ClassMatch *m, size_t npos) {
  int match_self;
  Value args = match_args(m, &match_self);
  if (!args) return -1;
  size_t allowed = match_self ? 1 : (size_t)tuple_of(args)->len;
  int r = 1;
  if (npos > allowed) {
    kr_raise(m->ctx, &kr_type_TypeError, "%s() accepts %zu positional sub-pattern%s (%zu given)", kr_as_type(m->type)->name,
             allowed, allowed == 1 ? "" : "s", npos);
    r = -1;
  } else if (match_self) {
    r = list_append(m->ctx, m->attrs, m->subject) < 0 ? -1 : 1;
  }
  for (size_t i = 0; r > 0 && !match_self && i < npos; i++) {
    Value name = tuple_of(args)->items[i];
    if (kr_is_anystr(name)) {
      r = add_attribute(m, name);
    } else {
      kr_raise(m->ctx, &kr_type_TypeError, "__match_args__ elements must be strings (got %T)", name);
      r = -1;
    }
  }
  kr_unref(m->ctx, args);
  return r;
}

Value kr_match_class(Ctx *ctx, Value subject, Value type, size_t npos, Value names) {
  if (!kr_is_type(type)) return kr_raise(ctx, &kr_type_TypeError, "called match pattern must be a class");
  int instance = kr_isinstance(ctx, subject, type);
  if (instance <= 0) return instance < 0 ? 0 : KR_None;
  ClassMatch m = {ctx, subject, type, set_new(ctx), list_new(ctx, 4)};
  int ok = m.seen && m.attrs ? 1 : -1;
  if (ok > 0 && npos) ok = match_positional(&m, npos);
  for (int64_t i = 0; ok > 0 && i < tuple_of(names)->len; i++) ok = add_attribute(&m, tuple_of(names)->items[i]);
  Value r = ok > 0 ? list_to_tuple(ctx, m.attrs) : ok == 0 ? KR_None : 0;
  kr_unref(ctx, m.seen);
  kr_unref(ctx, m.attrs);
  return r;
}
