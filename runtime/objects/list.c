/* list: a growing array of Values, and what C code does with it.  Subscripts are in list_slice.c,
 * methods in list_methods.c, sorting in list_sort.c. */
#include "list.h"
#include "iter.h"

/* ---- room ---- */

static int set_capacity(Ctx *ctx, List *l, int64_t cap) {
  if (cap > INT64_MAX / 16) return kr_raise_memory(ctx), -1;
  if (!cap) {
    if (l->items) kr_mem_free(ctx, l->items, (size_t)l->cap * sizeof(Value));
    l->items = NULL;
  } else {
    Value *items = l->items ? kr_mem_realloc(ctx, l->items, (size_t)l->cap * sizeof(Value), (size_t)cap * sizeof(Value))
                            : kr_mem_alloc(ctx, (size_t)cap * sizeof(Value));
    if (!items) return -1;
    l->items = items;
  }
  l->cap = cap;
  return 0;
}

int list_reserve(Ctx *ctx, List *l, int64_t n) {
  if (n <= l->cap) return 0;
  int64_t spare = l->len ? n + (n >> 3) + 6 : n;
  return set_capacity(ctx, l, spare & ~(int64_t)(l->len ? 3 : 0));
}

/* After items were taken out: gives memory back when less than half is used. */
static void shrink(Ctx *ctx, List *l) {
  if (l->len >= l->cap / 2) return;
  if (set_capacity(ctx, l, l->len ? l->len + (l->len >> 3) + 2 : 0)) kr_clear_exc(ctx);
}

int list_splice(Ctx *ctx, List *l, int64_t start, int64_t end, const Value *items, int64_t n) {
  int64_t removed = end - start, tail = l->len - end;
  Value few[8], *old = few;
  if (removed > 8 && !(old = kr_mem_alloc(ctx, (size_t)removed * sizeof(Value)))) return -1;
  if (n > removed && list_reserve(ctx, l, l->len + n - removed)) {
    if (old != few) kr_mem_free(ctx, old, (size_t)removed * sizeof(Value));
    return -1;
  }
  if (removed) memcpy(old, l->items + start, (size_t)removed * sizeof(Value));
  if (tail) memmove(l->items + start + n, l->items + end, (size_t)tail * sizeof(Value));
  if (n) memcpy(l->items + start, items, (size_t)n * sizeof(Value));
  l->len += n - removed;
  if (n < removed) shrink(ctx, l);
  for (int64_t i = removed; i-- > 0;) kr_unref(ctx, old[i]);
  if (old != few) kr_mem_free(ctx, old, (size_t)removed * sizeof(Value));
  return 0;
}

void list_clear(Ctx *ctx, List *l) {
  Value *items = l->items;
  int64_t n = l->len, cap = l->cap;
  if (!items) return;
  l->items = NULL;
  l->len = l->cap = 0;
  for (int64_t i = n; i-- > 0;) kr_unref(ctx, items[i]);
  if (items) kr_mem_free(ctx, items, (size_t)cap * sizeof(Value));
}

/* ---- making them ---- */

Value list_new(Ctx *ctx, size_t cap) {
  List *l = kr_alloc_gc(ctx, SHAPE_list, sizeof(List));
  if (!l) return 0;
  if (cap && set_capacity(ctx, l, cap > INT64_MAX / 16 ? INT64_MAX : (int64_t)cap)) {
    kr_unref(ctx, kr_val(l));
    return 0;
  }
  return kr_val(l);
}

Value list_from(Ctx *ctx, const Value *items, size_t n) {
  Value list = list_new(ctx, n);
  if (!list) return 0;
  List *l = list_of(list);
  for (size_t i = 0; i < n; i++) l->items[i] = kr_ref(items[i]);
  l->len = (int64_t)n;
  return list;
}

Value list_steal(Ctx *ctx, const Value *items, size_t n) {
  Value list = list_new(ctx, n);
  if (list) {
    if (n) memcpy(list_of(list)->items, items, n * sizeof(Value));
    list_of(list)->len = (int64_t)n;
    return list;
  }
  for (size_t i = 0; i < n; i++) kr_unref(ctx, items[i]);
  return 0;
}

Value list_slice(Ctx *ctx, Value list, int64_t start, int64_t end) {
  const List *l = list_of(list);
  if (start < 0) start = 0;
  if (end > l->len) end = l->len;
  return list_from(ctx, l->items + start, end > start ? (size_t)(end - start) : 0);
}

Value list_to_tuple(Ctx *ctx, Value list) { return tuple_from(ctx, list_of(list)->items, (size_t)list_of(list)->len); }

Value kr_to_list(Ctx *ctx, Value iterable) {
  Value list = list_new(ctx, 0);
  if (list && list_extend(ctx, list, iterable)) kr_clear(ctx, &list);
  return list;
}

/* ---- changes ---- */

int list_append_slow(Ctx *ctx, Value list, Value v) {
  List *l = list_of(list);
  int64_t n = l->len + 1;
  if (n > l->cap && set_capacity(ctx, l, (n + (n >> 3) + 6) & ~(int64_t)3)) return -1;
  l->items[l->len++] = kr_ref(v);
  return 0;
}

int list_append(Ctx *ctx, Value list, Value v) {
  List *l = list_of(list);
  if (KR_UNLIKELY(l->len >= l->cap)) return list_append_slow(ctx, list, v);
  l->items[l->len++] = kr_ref(v);
  return 0;
}

static int extend_array(Ctx *ctx, Value list, Value source) {
  List *l = list_of(list);
  int is_list = kr_has_flag(source, T_LIST);
  int64_t n = is_list ? list_of(source)->len : tuple_of(source)->len;
  if (list_reserve(ctx, l, l->len + n)) return -1;
  const Value *items = is_list ? list_of(source)->items : tuple_of(source)->items;
  for (int64_t i = 0; i < n; i++) l->items[l->len + i] = kr_ref(items[i]);
  l->len += n;
  return 0;
}

static int extend_iterator(Ctx *ctx, Value list, Value iter) {
  UnaryFn next = kr_type_of(iter)->next;
  for (;;) {
    Value v = next(ctx, iter);
    if (!v || v == KR_STOP) return v ? 0 : -1;
    List *l = list_of(list);
    if (KR_LIKELY(l->len < l->cap)) {
      l->items[l->len++] = v;
      continue;
    }
    int failed = list_append_slow(ctx, list, v);
    kr_unref(ctx, v);
    if (failed) return -1;
  }
}

int list_extend(Ctx *ctx, Value list, Value iterable) {
  if (kr_has_shape(iterable, SHAPE_list) || kr_has_shape(iterable, SHAPE_tuple)) return extend_array(ctx, list, iterable);
  Value iter = kr_iter(ctx, iterable);
  if (!iter) return -1;
  int64_t hint = kr_length_hint(ctx, iterable, 0);
  int failed = hint < 0;
  if (hint > INT64_MAX - list_of(list)->len) hint = 0; /* no true hint */
  if (hint > INT64_MAX / 16) failed = !kr_raise_memory(ctx);
  else if (hint > 0) failed = list_reserve(ctx, list_of(list), list_of(list)->len + hint);
  if (!failed) failed = extend_iterator(ctx, list, iter);
  kr_unref(ctx, iter);
  return failed ? -1 : 0;
}

int list_insert(Ctx *ctx, Value list, int64_t at, Value v) {
  List *l = list_of(list);
  if (at < 0 && (at += l->len) < 0) at = 0;
  if (at > l->len) at = l->len;
  if (l->len >= l->cap && list_reserve(ctx, l, l->len + 1)) return -1;
  memmove(l->items + at + 1, l->items + at, (size_t)(l->len - at) * sizeof(Value));
  l->items[at] = kr_ref(v);
  l->len++;
  return 0;
}

int list_set_slice(Ctx *ctx, Value list, int64_t start, int64_t end, Value items) {
  List *l = list_of(list);
  Value source = 0;
  if (items && !(source = kr_to_list(ctx, items))) {
    if (kr_catch(ctx, &kr_type_TypeError)) kr_raise(ctx, &kr_type_TypeError, "can only assign an iterable");
    return -1;
  }
  if (start < 0) start = 0;
  if (start > l->len) start = l->len;
  if (end > l->len) end = l->len;
  if (end < start) end = start;
  int failed = list_splice(ctx, l, start, end, source ? list_of(source)->items : NULL, source ? list_of(source)->len : 0);
  if (source && !failed) list_of(source)->len = 0; /* its references moved */
  kr_unref(ctx, source);
  return failed;
}

int list_reverse(Ctx *ctx, Value list) {
  List *l = list_of(list);
  for (int64_t i = 0, j = l->len - 1; i < j; i++, j--) {
    Value v = l->items[i];
    l->items[i] = l->items[j];
    l->items[j] = v;
  }
  return 0;
}

Value list_item_at(Value list, int64_t i) { return i < list_of(list)->len ? list_of(list)->items[i] : 0; }
