/* Subscripts of list: items and slices, read, assigned and deleted. */
#include "list.h"

static Value read_slice(Ctx *ctx, Value self, Value slice) {
  int64_t start, stop, step, n;
  if (slice_indices(ctx, slice, list_of(self)->len, &start, &stop, &step, &n)) return 0;
  if (step == 1) return list_slice(ctx, self, start, start + n);
  Value result = list_new(ctx, (size_t)n);
  if (!result) return 0;
  List *r = list_of(result);
  for (int64_t i = 0; i < n; i++) r->items[i] = kr_ref(list_of(self)->items[start + i * step]);
  r->len = n;
  return result;
}

Value list_getitem(Ctx *ctx, Value self, Value key) {
  if (kr_has_shape(key, SHAPE_slice)) return read_slice(ctx, self, key);
  if (!kr_is_int(key) && !kr_type_of(key)->to_index) {
    return kr_raise(ctx, &kr_type_TypeError, "list indices must be integers or slices, not %T", key);
  }
  int64_t i;
  if (kr_subscript_i64(ctx, key, &i)) return 0;
  const List *l = list_of(self);
  if (i < 0) i += l->len;
  if ((uint64_t)i >= (uint64_t)l->len) return kr_raise(ctx, &kr_type_IndexError, "list index out of range");
  return kr_ref(l->items[i]);
}

/* Deletes every step-th item, closing the gaps; what was removed is released last. */
static int delete_steps(Ctx *ctx, List *l, int64_t start, int64_t step, int64_t n) {
  if (step < 0) {
    start += (n - 1) * step;
    step = -step;
  }
  Value *removed = kr_mem_alloc(ctx, (size_t)n * sizeof(Value));
  if (!removed) return -1;
  int64_t to = start, next = start, taken = 0;
  for (int64_t from = start; from < l->len; from++) {
    if (from == next && taken < n) {
      removed[taken++] = l->items[from];
      if (taken < n) next += step;
    } else {
      l->items[to++] = l->items[from];
    }
  }
  l->len = to;
  for (int64_t i = 0; i < n; i++) kr_unref(ctx, removed[i]);
  kr_mem_free(ctx, removed, (size_t)n * sizeof(Value));
  return 0;
}

static int assign_steps(Ctx *ctx, Value self, Value slice, Value items) {
  Value source = kr_to_list(ctx, items);
  if (!source) {
    if (kr_catch(ctx, &kr_type_TypeError)) kr_raise(ctx, &kr_type_TypeError, "must assign iterable to extended slice");
    return -1;
  }
  int64_t start, stop, step, n;
  List *s = list_of(source);
  int failed = slice_indices(ctx, slice, list_of(self)->len, &start, &stop, &step, &n);
  if (!failed && s->len != n) {
    kr_raise(ctx, &kr_type_ValueError, "attempt to assign sequence of size %lld to extended slice of size %lld",
             (long long)s->len, (long long)n);
    failed = -1;
  }
  for (int64_t i = 0; i < n && !failed; i++) { /* swapped: the old items die with the copy */
    Value *slot = &list_of(self)->items[start + i * step], old = *slot;
    *slot = s->items[i];
    s->items[i] = old;
  }
  kr_unref(ctx, source);
  return failed;
}

static int set_slice(Ctx *ctx, Value self, Value slice, Value items) {
  int64_t start, stop, step, n;
  if (slice_indices(ctx, slice, list_of(self)->len, &start, &stop, &step, &n)) return -1;
  if (step == 1) return list_set_slice(ctx, self, start, start + n, items);
  if (items) return assign_steps(ctx, self, slice, items);
  return n ? delete_steps(ctx, list_of(self), start, step, n) : 0;
}

int list_setitem(Ctx *ctx, Value self, Value key, Value value) {
  if (kr_has_shape(key, SHAPE_slice)) return set_slice(ctx, self, key, value);
  if (!kr_is_int(key) && !kr_type_of(key)->to_index) {
    kr_raise(ctx, &kr_type_TypeError, "list indices must be integers or slices, not %T", key);
    return -1;
  }
  int64_t i;
  if (kr_subscript_i64(ctx, key, &i)) return -1;
  List *l = list_of(self);
  if (i < 0) i += l->len;
  if ((uint64_t)i >= (uint64_t)l->len) {
    kr_raise(ctx, &kr_type_IndexError, "list assignment index out of range");
    return -1;
  }
  if (!value) return list_splice(ctx, l, i, i + 1, NULL, 0);
  kr_set(ctx, &l->items[i], kr_ref(value));
  return 0;
}
