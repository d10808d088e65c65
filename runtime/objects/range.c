/* range: start, stop, step and length as ints of any size, with an int64 path when all are small,
 * and its two iterators. */
#include "iter.h"

Value slice_resolve(Ctx *, Value slice, Value len);

typedef struct { Object ob; Value next, step, left; } LongRangeIterator;

static Range *range_of(Value v) { return (Range *)kr_obj(v); }
static Value big(Ctx *ctx, Value a, Value b, int op) { return a && b ? int_binary(ctx, a, b, op) : 0; }
static int is_small(const Range *r) { return ((r->start & r->stop & r->step & r->len) & 3) == 1 && kr_both_int(r->start, r->stop) && kr_both_int(r->step, r->len); }

/* ---- making them ---- */

/* How many items; all are ints, step is not zero. */
static Value range_length(Ctx *ctx, Value start, Value stop, Value step) {
  int up = int_sign(step) > 0;
  Value low = up ? start : stop, high = up ? stop : start;
  if (int_compare(low, high) >= 0) return kr_int(0);
  if (kr_both_int(low, high) && kr_is_int(step)) {
    uint64_t distance = (uint64_t)(kr_int_of(high) - kr_int_of(low)) - 1;
    int64_t s = kr_int_of(step);
    return int_from_u64(ctx, distance / (uint64_t)(s < 0 ? -s : s) + 1);
  }
  Value size = up ? kr_ref(step) : kr_negative(ctx, step);
  Value span = big(ctx, high, low, BIN_sub), last = big(ctx, span, kr_int(1), BIN_sub);
  Value whole = size ? big(ctx, last, size, BIN_floordiv) : 0, length = big(ctx, whole, kr_int(1), BIN_add);
  kr_unref(ctx, size);
  kr_unref(ctx, span);
  kr_unref(ctx, last);
  kr_unref(ctx, whole);
  return length;
}

Value range_make(Ctx *ctx, Value start, Value stop, Value step) {
  Value len = start && stop && step ? range_length(ctx, start, stop, step) : 0;
  Range *r = len ? kr_alloc(ctx, SHAPE_range, sizeof(Range)) : NULL;
  if (r) {
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->len = len;
    return kr_val(r);
  }
  kr_unref(ctx, start);
  kr_unref(ctx, stop);
  kr_unref(ctx, step);
  kr_unref(ctx, len);
  return 0;
}

static Value range_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len) return kr_raise(ctx, &kr_type_TypeError, "range() takes no keyword arguments");
  if (nargs < 1) return kr_raise(ctx, &kr_type_TypeError, "range expected at least 1 argument, got 0");
  if (nargs > 3) return kr_raise(ctx, &kr_type_TypeError, "range expected at most 3 arguments, got %zu", nargs);
  Value start = nargs > 1 ? kr_index(ctx, args[0]) : kr_int(0);
  Value stop = start ? kr_index(ctx, args[nargs > 1]) : 0;
  Value step = !stop ? 0 : nargs > 2 ? kr_index(ctx, args[2]) : kr_int(1);
  if (step && int_sign(step) == 0) {
    kr_raise(ctx, &kr_type_ValueError, "range() arg 3 must not be zero");
    kr_clear(ctx, &step);
  }
  return range_make(ctx, start, stop, step);
}

/* start + i * step: new reference. */
static Value item_at(Ctx *ctx, const Range *r, Value i) {
  if (is_small(r) && kr_is_int(i)) return kr_int(kr_int_of(r->start) + kr_int_of(i) * kr_int_of(r->step));
  Value offset = int_binary(ctx, i, r->step, BIN_mul), item = big(ctx, r->start, offset, BIN_add);
  kr_unref(ctx, offset);
  return item;
}

/* ---- items ---- */

static int64_t range_len(Ctx *ctx, Value self) {
  Value len = range_of(self)->len;
  if (kr_is_int(len)) return kr_int_of(len);
  int64_t n;
  if (!int_to_i64(ctx, len, &n)) return n;
  if (kr_catch(ctx, &kr_type_OverflowError)) {
    kr_raise(ctx, &kr_type_OverflowError, "Python int too large to convert to C ssize_t");
  }
  return -1;
}

static Value range_slice(Ctx *ctx, Value self, Value slice) {
  const Range *r = range_of(self);
  Value at = slice_resolve(ctx, slice, r->len);
  if (!at) return 0;
  const Value *bounds = tuple_of(at)->items;
  Value start = item_at(ctx, r, bounds[0]), stop = start ? item_at(ctx, r, bounds[1]) : 0;
  Value step = stop ? int_binary(ctx, r->step, bounds[2], BIN_mul) : 0;
  kr_unref(ctx, at);
  return range_make(ctx, start, stop, step);
}

static Value range_getitem(Ctx *ctx, Value self, Value key) {
  if (kr_has_shape(key, SHAPE_slice)) return range_slice(ctx, self, key);
  if (!kr_is_int(key) && !kr_type_of(key)->to_index) {
    return kr_raise(ctx, &kr_type_TypeError, "range indices must be integers or slices, not %T", key);
  }
  const Range *r = range_of(self);
  Value i = kr_index(ctx, key);
  if (i && int_sign(i) < 0) kr_set(ctx, &i, int_binary(ctx, i, r->len, BIN_add));
  if (!i) return 0;
  Value item;
  if (int_sign(i) < 0 || int_compare(i, r->len) >= 0) {
    item = kr_raise(ctx, &kr_type_IndexError, "range object index out of range");
  } else {
    item = item_at(ctx, r, i);
  }
  kr_unref(ctx, i);
  return item;
}

static Value range_item(Ctx *ctx, Value self, int64_t i) {
  Value index = int_from_i64(ctx, i < 0 ? INT64_MAX : i);
  Value item = index ? range_getitem(ctx, self, index) : 0;
  kr_unref(ctx, index);
  return item;
}

/* Position of an int in the range as a new int, KR_ABSENT, or 0. */
static Value position(Ctx *ctx, const Range *r, Value v) {
  int up = int_sign(r->step) > 0;
  Value low = up ? r->start : r->stop, high = up ? r->stop : r->start;
  if (up ? int_compare(v, low) < 0 || int_compare(v, high) >= 0 : int_compare(v, low) <= 0 || int_compare(v, high) > 0) {
    return KR_ABSENT;
  }
  Value distance = int_binary(ctx, v, r->start, BIN_sub);
  Value rest = big(ctx, distance, r->step, BIN_mod);
  Value result = rest && int_sign(rest) == 0 ? int_binary(ctx, distance, r->step, BIN_floordiv) : rest ? KR_ABSENT : 0;
  kr_unref(ctx, distance);
  kr_unref(ctx, rest);
  return result;
}

static int is_plain_int(Value v) {
  return kr_is_int(v) || kr_has_shape(v, SHAPE_int) || v == KR_True || v == KR_False;
}

/* bool as the int it is. */
static Value plain(Value v) { return v == KR_True ? kr_int(1) : v == KR_False ? kr_int(0) : v; }

/* How many items are equal to v, up to limit, compared one by one; *at: where the first was.  -1: raised. */
static int64_t count_equal(Ctx *ctx, Value self, Value v, int64_t limit, int64_t *at) {
  Value iter = kr_iter(ctx, self);
  int64_t count = iter ? 0 : -1;
  for (int64_t i = 0; iter && count >= 0 && count < limit; i++) {
    Value item = kr_next(ctx, iter);
    if (item == KR_STOP) break;
    int equal = item ? kr_compare_bool(ctx, item, v, CMP_eq) : -1;
    kr_unref(ctx, item);
    if (equal < 0) count = -1;
    else if (equal) *at = i, count++;
  }
  kr_unref(ctx, iter);
  return count;
}

static int range_contains(Ctx *ctx, Value self, Value v) {
  int64_t at;
  if (!is_plain_int(v)) return (int)count_equal(ctx, self, v, 1, &at);
  Value i = position(ctx, range_of(self), plain(v));
  if (!i || i == KR_ABSENT) return i ? 0 : -1;
  kr_unref(ctx, i);
  return 1;
}

static Value range_index_m(Ctx *ctx, Value self, const Value *a) {
  if (is_plain_int(a[0])) {
    Value i = position(ctx, range_of(self), plain(a[0]));
    return i == KR_ABSENT ? kr_raise(ctx, &kr_type_ValueError, "%R is not in range", a[0]) : i;
  }
  int64_t at = 0, found = count_equal(ctx, self, a[0], 1, &at);
  if (found > 0) return int_from_i64(ctx, at);
  return found ? 0 : kr_raise(ctx, &kr_type_ValueError, "sequence.index(x): x not in sequence");
}

static Value range_count_m(Ctx *ctx, Value self, const Value *a) {
  if (is_plain_int(a[0])) {
    int found = range_contains(ctx, self, a[0]);
    return found < 0 ? 0 : kr_int(found);
  }
  int64_t at, n = count_equal(ctx, self, a[0], INT64_MAX, &at);
  return n < 0 ? 0 : int_from_i64(ctx, n);
}

/* ---- comparison, hash, repr ---- */

static Value range_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_range) || !kr_has_shape(b, SHAPE_range)) return KR_NotImplemented;
  const Range *x = range_of(a), *y = range_of(b);
  int equal = int_equal(x->len, y->len) &&
              (int_sign(x->len) == 0 || (int_equal(x->start, y->start) &&
                                         (int_equal(x->len, kr_int(1)) || int_equal(x->step, y->step))));
  return kr_bool(equal == (op == CMP_eq));
}

/* As the tuple (len, start, step), with None for what does not matter. */
static int64_t range_hash(Ctx *ctx, Value self) {
  const Range *r = range_of(self);
  int empty = int_sign(r->len) == 0, single = int_equal(r->len, kr_int(1));
  Value key = tuple_pack(ctx, 3, r->len, empty ? KR_None : r->start, empty || single ? KR_None : r->step);
  int64_t hash = key ? kr_hash(ctx, key) : -1;
  kr_unref(ctx, key);
  return hash;
}

static Value range_repr(Ctx *ctx, Value self) {
  const Range *r = range_of(self);
  if (int_equal(r->step, kr_int(1))) return str_format_c(ctx, "range(%R, %R)", r->start, r->stop);
  return str_format_c(ctx, "range(%R, %R, %R)", r->start, r->stop, r->step);
}

static int range_bool(Ctx *ctx, Value self) { return int_sign(range_of(self)->len) != 0; }

static Value range_reduce(Ctx *ctx, Value self, const Value *a) {
  const Range *r = range_of(self);
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(&kr_type_range)), tuple_pack(ctx, 3, r->start, r->stop, r->step));
}

/* ---- iterating ---- */

static Value small_iterator(Ctx *ctx, int64_t start, int64_t step, int64_t n) {
  RangeIterator *it = kr_alloc(ctx, SHAPE_range_iterator, sizeof(RangeIterator));
  if (!it) return 0;
  it->next = start;
  it->step = step;
  it->left = it->len = n;
  return kr_val(it);
}

/* Takes over start and step. */
static Value long_iterator(Ctx *ctx, Value start, Value step, Value len) {
  LongRangeIterator *it = start && step ? kr_alloc(ctx, SHAPE_longrange_iterator, sizeof(LongRangeIterator)) : NULL;
  if (it) {
    it->next = start;
    it->step = step;
    it->left = kr_ref(len);
    return kr_val(it);
  }
  kr_unref(ctx, start);
  kr_unref(ctx, step);
  return 0;
}

static Value range_iter(Ctx *ctx, Value self) {
  const Range *r = range_of(self);
  if (is_small(r)) return small_iterator(ctx, kr_int_of(r->start), kr_int_of(r->step), kr_int_of(r->len));
  return long_iterator(ctx, kr_ref(r->start), kr_ref(r->step), r->len);
}

static Value range_reversed(Ctx *ctx, Value self, const Value *a) {
  const Range *r = range_of(self);
  if (is_small(r)) {
    int64_t n = kr_int_of(r->len), step = kr_int_of(r->step);
    return small_iterator(ctx, n ? kr_int_of(r->start) + (n - 1) * step : 0, -step, n);
  }
  Value last = int_binary(ctx, r->len, kr_int(1), BIN_sub);
  Value start = last ? item_at(ctx, r, last) : 0;
  kr_unref(ctx, last);
  return long_iterator(ctx, start, start ? kr_negative(ctx, r->step) : 0, r->len);
}

static void range_free(Ctx *ctx, Object *o) {
  Range *r = (Range *)o;
  kr_clear(ctx, &r->start);
  kr_clear(ctx, &r->stop);
  kr_clear(ctx, &r->step);
  kr_clear(ctx, &r->len);
}

static const Method range_methods[] = {
  {"__reversed__", range_reversed, "", "A reverse iterator."},
  {"__reduce__", range_reduce, "", NULL},
  {"count", range_count_m, "value, /", "How many items are equal to value."},
  {"index", range_index_m, "value, /", "Position of value; ValueError if it is not there."},
  {0},
};

static const Member range_members[] = {
  {"start", MEMBER_VALUE, offsetof(Range, start), 1},
  {"stop", MEMBER_VALUE, offsetof(Range, stop), 1},
  {"step", MEMBER_VALUE, offsetof(Range, step), 1},
  {0},
};

Type kr_type_range = {
  TYPE_HEAD(range, "range"),
  .doc = "range(stop) or range(start, stop[, step]): the ints from start up to, not including, stop.",
  .flags = T_SEQUENCE | T_IMMUTABLE,
  .size = sizeof(Range),
  .methods = range_methods,
  .members = range_members,
  .new = range_new,
  .free = range_free,
  .repr = range_repr,
  .iter = range_iter,
  .hash = range_hash,
  .compare = range_compare,
  .bool_ = range_bool,
  .len = range_len,
  .getitem = range_getitem,
  .seq_item = range_item,
  .contains = range_contains,
};

/* ---- iterators ---- */

static Value small_next(Ctx *ctx, Value self) {
  RangeIterator *it = (RangeIterator *)kr_obj(self);
  if (it->left <= 0) return KR_STOP;
  int64_t v = it->next;
  it->next += it->step;
  it->left--;
  return kr_int(v);
}

static Value small_hint(Ctx *ctx, Value self, const Value *a) { return kr_int(((RangeIterator *)kr_obj(self))->left); }

static Value small_reduce(Ctx *ctx, Value self, const Value *a) {
  const RangeIterator *it = (RangeIterator *)kr_obj(self);
  int64_t index = it->len - it->left, start = it->next - index * it->step;
  Value all = range_make(ctx, kr_int(start), kr_int(start + it->step * it->len), kr_int(it->step));
  return iter_reduce(ctx, "iter", all, index);
}

static Value small_setstate(Ctx *ctx, Value self, const Value *a) {
  RangeIterator *it = (RangeIterator *)kr_obj(self);
  int64_t skip;
  if (kr_index_long(ctx, a[0], &skip)) return 0;
  int64_t index = it->len - it->left;
  if (skip < 0) skip = 0;
  if (skip > it->len) skip = it->len;
  it->next += (skip - index) * it->step;
  it->left = it->len - skip;
  return KR_None;
}

static Value long_next(Ctx *ctx, Value self) {
  LongRangeIterator *it = (LongRangeIterator *)kr_obj(self);
  if (int_sign(it->left) <= 0) return KR_STOP;
  Value next = int_binary(ctx, it->next, it->step, BIN_add);
  Value left = next ? int_binary(ctx, it->left, kr_int(1), BIN_sub) : 0;
  if (!left) return kr_unref(ctx, next), 0;
  Value v = it->next;
  it->next = next;
  kr_set(ctx, &it->left, left);
  return v;
}

static Value long_hint(Ctx *ctx, Value self, const Value *a) { return kr_ref(((LongRangeIterator *)kr_obj(self))->left); }

static Value long_reduce(Ctx *ctx, Value self, const Value *a) {
  const LongRangeIterator *it = (LongRangeIterator *)kr_obj(self);
  Value span = int_binary(ctx, it->step, it->left, BIN_mul);
  Value stop = big(ctx, it->next, span, BIN_add);
  kr_unref(ctx, span);
  if (!stop) return 0;
  return iter_reduce(ctx, "iter", range_make(ctx, kr_ref(it->next), stop, kr_ref(it->step)), 0);
}

static Value long_setstate(Ctx *ctx, Value self, const Value *a) {
  LongRangeIterator *it = (LongRangeIterator *)kr_obj(self);
  Value skip = kr_index(ctx, a[0]);
  if (skip && int_sign(skip) < 0) kr_set(ctx, &skip, kr_int(0));
  if (skip && int_compare(skip, it->left) > 0) kr_set(ctx, &skip, kr_ref(it->left));
  Value span = big(ctx, skip, it->step, BIN_mul), next = big(ctx, it->next, span, BIN_add);
  Value left = next ? int_binary(ctx, it->left, skip, BIN_sub) : 0;
  kr_unref(ctx, skip), kr_unref(ctx, span);
  if (!left) return kr_unref(ctx, next), 0;
  kr_set(ctx, &it->next, next);
  kr_set(ctx, &it->left, left);
  return KR_None;
}

static void long_free(Ctx *ctx, Object *o) {
  LongRangeIterator *it = (LongRangeIterator *)o;
  kr_clear(ctx, &it->next);
  kr_clear(ctx, &it->step);
  kr_clear(ctx, &it->left);
}

static const Method small_methods[] = {
  {"__length_hint__", small_hint, "", "How many items are left."},
  {"__reduce__", small_reduce, "", "State for pickling."},
  {"__setstate__", small_setstate, "state, /", "Set the position."},
  {0},
};
static const Method long_methods[] = {
  {"__length_hint__", long_hint, "", "How many items are left."},
  {"__reduce__", long_reduce, "", "State for pickling."},
  {"__setstate__", long_setstate, "state, /", "Set the position."},
  {0},
};

Type kr_type_range_iterator = {
  TYPE_HEAD(range_iterator, "range_iterator"),
  .flags = T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(RangeIterator),
  .methods = small_methods,
  .iter = iter_self,
  .next = small_next,
};

Type kr_type_longrange_iterator = {
  TYPE_HEAD(longrange_iterator, "longrange_iterator"),
  .flags = T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(LongRangeIterator),
  .methods = long_methods,
  .iter = iter_self,
  .next = long_next,
  .free = long_free,
};
