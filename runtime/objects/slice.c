/* slice objects and how they resolve against a length. */
#include "iter.h"

static Slice *slice_of(Value v) { return (Slice *)kr_obj(v); }

Value slice_new(Ctx *ctx, Value start, Value stop, Value step) {
  Slice *s = kr_alloc_gc(ctx, SHAPE_slice, sizeof(Slice));
  if (!s) return 0;
  s->start = kr_ref(start);
  s->stop = kr_ref(stop);
  s->step = kr_ref(step);
  return kr_val(s);
}

/* A bound as int64_t, clamped; the fallback for None. */
static int bound(Ctx *ctx, Value v, int64_t fallback, int64_t *out) {
  *out = fallback;
  if (v == KR_None) return 0;
  if (KR_LIKELY(kr_is_int(v))) return *out = kr_int_of(v), 0;
  if (!kr_type_of(v)->to_index) {
    kr_raise(ctx, &kr_type_TypeError, "slice indices must be integers or None or have an __index__ method");
    return -1;
  }
  return kr_index_clamp(ctx, v, out);
}

int slice_limits(Ctx *ctx, Value start, Value stop, int64_t *from, int64_t *to) {
  Value given[2] = {start, stop};
  int64_t *out[2] = {from, to};
  for (int i = 0; i < 2; i++) {
    if (!given[i]) continue;
    if (!kr_is_anyint(given[i]) && !kr_type_of(given[i])->to_index) {
      kr_raise(ctx, &kr_type_TypeError, "slice indices must be integers or have an __index__ method");
      return -1;
    }
    if (kr_index_clamp(ctx, given[i], out[i])) return -1;
  }
  return 0;
}

int slice_indices(Ctx *ctx, Value slice, int64_t len, int64_t *start, int64_t *stop, int64_t *step, int64_t *n) {
  const Slice *s = slice_of(slice);
  if (bound(ctx, s->step, 1, step)) return -1;
  if (!*step) {
    kr_raise(ctx, &kr_type_ValueError, "slice step cannot be zero");
    return -1;
  }
  if (*step < -INT64_MAX) *step = -INT64_MAX; /* so that it can be negated */
  int down = *step < 0;
  if (bound(ctx, s->start, down ? INT64_MAX : 0, start) || bound(ctx, s->stop, down ? INT64_MIN : INT64_MAX, stop)) return -1;
  int64_t low = down ? -1 : 0, high = down ? len - 1 : len;
  int64_t *ends[2] = {start, stop};
  for (int i = 0; i < 2; i++) {
    int64_t v = *ends[i];
    if (v < 0) v = v < -len ? low : v + len;
    if (v > high) v = high;
    *ends[i] = v;
  }
  if (down) *n = *stop < *start ? (*start - *stop - 1) / -*step + 1 : 0;
  else *n = *start < *stop ? (*stop - *start - 1) / *step + 1 : 0;
  return 0;
}

/* One end of a slice by ones, resolved; -1: it takes more than that. */
static int64_t simple_end(Value v, int64_t fallback, int64_t len) {
  if (v == KR_None) return fallback;
  if (!kr_is_int(v)) return -1;
  int64_t i = kr_int_of(v);
  if (i < 0) i = i < -len ? 0 : i + len;
  return i < len ? i : len;
}

static Value slice_of_any(Ctx *ctx, Value box, Value start, Value stop) {
  Value slice = slice_new(ctx, start, stop, KR_None), r = slice ? kr_getitem(ctx, box, slice) : 0;
  kr_unref(ctx, slice);
  return r;
}

Value kr_get_slice(Ctx *ctx, Value box, Value start, Value stop) {
  uint32_t shape = kr_is_ptr(box) ? kr_obj_shape(kr_obj(box)) : 0;
  if (shape != SHAPE_list && shape != SHAPE_str && shape != SHAPE_tuple) return slice_of_any(ctx, box, start, stop);
  int64_t len = shape == SHAPE_list ? list_of(box)->len : shape == SHAPE_str ? (int64_t)str_of(box)->len : tuple_of(box)->len;
  int64_t from = simple_end(start, 0, len), to = simple_end(stop, len, len);
  if (from < 0 || to < 0) return slice_of_any(ctx, box, start, stop);
  if (to < from) to = from;
  if (shape == SHAPE_list) return list_slice(ctx, box, from, to);
  if (shape == SHAPE_str) return str_slice(ctx, box, (size_t)from, (size_t)to);
  return tuple_slice(ctx, box, from, to);
}

static Value slice_new_slot(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len) return kr_raise(ctx, &kr_type_TypeError, "slice() takes no keyword arguments");
  if (nargs < 1) return kr_raise(ctx, &kr_type_TypeError, "slice expected at least 1 argument, got 0");
  if (nargs > 3) return kr_raise(ctx, &kr_type_TypeError, "slice expected at most 3 arguments, got %zu", nargs);
  if (nargs == 1) return slice_new(ctx, KR_None, args[0], KR_None);
  return slice_new(ctx, args[0], args[1], nargs == 3 ? args[2] : KR_None);
}

static Value slice_repr(Ctx *ctx, Value self) {
  const Slice *s = slice_of(self);
  return str_format_c(ctx, "slice(%R, %R, %R)", s->start, s->stop, s->step);
}

static Value as_tuple(Ctx *ctx, Value self) {
  const Slice *s = slice_of(self);
  return tuple_pack(ctx, 3, s->start, s->stop, s->step);
}

static Value slice_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_has_shape(a, SHAPE_slice) || !kr_has_shape(b, SHAPE_slice)) return KR_NotImplemented;
  Value x = as_tuple(ctx, a), y = x ? as_tuple(ctx, b) : 0;
  Value result = y ? kr_compare(ctx, x, y, op) : 0;
  kr_unref(ctx, x);
  kr_unref(ctx, y);
  return result;
}

/* ---- indices(), for lengths of any size ---- */

static Value plus(Ctx *ctx, Value a, Value b) { return int_binary(ctx, a, b, BIN_add); }

/* One bound, resolved: new reference. */
static Value resolve(Ctx *ctx, Value v, Value len, Value low, Value high, Value fallback) {
  if (v == KR_None) return kr_ref(fallback);
  if (!kr_type_of(v)->to_index) {
    return kr_raise(ctx, &kr_type_TypeError, "slice indices must be integers or None or have an __index__ method");
  }
  Value i = kr_index(ctx, v);
  if (!i) return 0;
  if (int_sign(i) < 0) {
    kr_set(ctx, &i, plus(ctx, i, len));
    if (i && int_compare(i, low) < 0) kr_set(ctx, &i, kr_ref(low));
  } else if (int_compare(i, high) > 0) {
    kr_set(ctx, &i, kr_ref(high));
  }
  return i;
}

/* (start, stop, step) of a slice against a length that is an int of any size. */
Value slice_resolve(Ctx *ctx, Value slice, Value len) {
  const Slice *s = slice_of(slice);
  Value one = kr_int(1), step = one;
  if (s->step != KR_None) {
    if (!kr_type_of(s->step)->to_index) {
      return kr_raise(ctx, &kr_type_TypeError, "slice indices must be integers or None or have an __index__ method");
    }
    step = kr_index(ctx, s->step);
  }
  if (!step) return 0;
  int sign = int_sign(step);
  if (!sign) {
    kr_unref(ctx, step);
    return kr_raise(ctx, &kr_type_ValueError, "slice step cannot be zero");
  }
  Value low = kr_int(sign < 0 ? -1 : 0);
  Value high = plus(ctx, len, kr_int(sign < 0 ? -1 : 0));
  Value start = high ? resolve(ctx, s->start, len, low, high, sign < 0 ? high : low) : 0;
  Value stop = start ? resolve(ctx, s->stop, len, low, high, sign < 0 ? low : high) : 0;
  kr_unref(ctx, high);
  return tuple_of_stolen(ctx, 3, start, stop, step);
}

static Value slice_indices_m(Ctx *ctx, Value self, const Value *a) {
  Value len = kr_index(ctx, a[0]);
  if (!len) return 0;
  Value result = int_sign(len) < 0 ? kr_raise(ctx, &kr_type_ValueError, "length should not be negative")
                                   : slice_resolve(ctx, self, len);
  kr_unref(ctx, len);
  return result;
}

static Value slice_reduce(Ctx *ctx, Value self, const Value *a) {
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(&kr_type_slice)), as_tuple(ctx, self));
}

static void slice_traverse(Object *o, VisitFn visit, void *arg) {
  Slice *s = (Slice *)o;
  visit(s->start, arg);
  visit(s->stop, arg);
  visit(s->step, arg);
}

static void slice_free(Ctx *ctx, Object *o) {
  Slice *s = (Slice *)o;
  kr_clear(ctx, &s->start);
  kr_clear(ctx, &s->stop);
  kr_clear(ctx, &s->step);
}

static const Method slice_methods[] = {
  {"indices", slice_indices_m, "len, /", "(start, stop, step) for a sequence of this length."},
  {"__reduce__", slice_reduce, "", "State for pickling."},
  {0},
};

static const Member slice_members[] = {
  {"start", MEMBER_VALUE, offsetof(Slice, start), 1},
  {"stop", MEMBER_VALUE, offsetof(Slice, stop), 1},
  {"step", MEMBER_VALUE, offsetof(Slice, step), 1},
  {0},
};

Type kr_type_slice = {
  TYPE_HEAD(slice, "slice"),
  .doc = "slice(stop) or slice(start, stop[, step]): what x[start:stop:step] passes.",
  .flags = T_GC | T_IMMUTABLE,
  .size = sizeof(Slice),
  .methods = slice_methods,
  .members = slice_members,
  .new = slice_new_slot,
  .free = slice_free,
  .traverse = slice_traverse,
  .repr = slice_repr,
  .hash = kr_unhashable,
  .compare = slice_compare,
};
