/* The methods and slots of list, the type and its two iterators. */
#include "list.h"
#include "iter.h"

/* ---- construction ---- */

static Value list_new_slot(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type == &kr_type_list) return list_new(ctx, 0);
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int list_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value iterable;
  if (kr_type_of(self)->new != kr_type_list.new) kwnames = 0; /* they were for a class's own __new__ */
  if (kr_bind(ctx, "list", "iterable=(), /", &parsed, args, nargs, kwnames, &iterable)) return -1;
  if (list_of(self)->items) list_clear(ctx, list_of(self));
  return iterable ? list_extend(ctx, self, iterable) : 0;
}

/* ---- slots ---- */

static int64_t list_len(Ctx *ctx, Value self) { return list_of(self)->len; }

static Value list_seq_item(Ctx *ctx, Value self, int64_t i) {
  const List *l = list_of(self);
  if (KR_UNLIKELY((uint64_t)i >= (uint64_t)l->len)) return kr_raise(ctx, &kr_type_IndexError, "list index out of range");
  return kr_ref(l->items[i]);
}

/* Position of an item equal to v in [start, stop), -1 none, -2 raised. */
static int64_t find_item(Ctx *ctx, Value self, Value v, int64_t start, int64_t stop) {
  for (int64_t i = start; i < stop && i < list_of(self)->len; i++) {
    Value item = list_of(self)->items[i];
    if (item == v) return i;
    if (kr_both_int(item, v)) continue;
    kr_ref(item);
    int equal = kr_compare_bool(ctx, item, v, CMP_eq);
    kr_unref(ctx, item);
    if (equal) return equal < 0 ? -2 : i;
  }
  return -1;
}

static int list_contains(Ctx *ctx, Value self, Value v) {
  int64_t i = find_item(ctx, self, v, 0, INT64_MAX);
  return i >= 0 ? 1 : i == -1 ? 0 : -1;
}

static Value list_concat(Ctx *ctx, Value a, Value b) {
  if (!kr_has_flag(b, T_LIST)) {
    return kr_raise(ctx, &kr_type_TypeError, "can only concatenate list (not \"%T\") to list", b);
  }
  const List *x = list_of(a), *y = list_of(b);
  Value result = list_new(ctx, (size_t)(x->len + y->len));
  if (!result) return 0;
  List *r = list_of(result);
  for (int64_t i = 0; i < x->len; i++) r->items[i] = kr_ref(x->items[i]);
  for (int64_t i = 0; i < y->len; i++) r->items[x->len + i] = kr_ref(y->items[i]);
  r->len = x->len + y->len;
  return result;
}

static Value list_inplace_concat(Ctx *ctx, Value a, Value b) { return list_extend(ctx, a, b) ? 0 : kr_ref(a); }

/* Appends the first n items `times` more times. */
static int repeat_items(Ctx *ctx, List *l, int64_t n, int64_t times) {
  if (n && times > INT64_MAX / 32 / n) return kr_raise_memory(ctx), -1;
  if (list_reserve(ctx, l, n * (times + 1))) return -1;
  for (int64_t i = 0; i < n; i++) {
    if (kr_is_ptr(l->items[i])) kr_obj(l->items[i])->refs += (uint32_t)times;
  }
  for (int64_t left = n * times; left > 0;) { /* doubling what is there */
    int64_t more = left < l->len ? left : l->len;
    memcpy(l->items + l->len, l->items, (size_t)more * sizeof(Value));
    l->len += more;
    left -= more;
  }
  return 0;
}

static Value list_repeat(Ctx *ctx, Value self, int64_t times) {
  int64_t n = times > 0 ? list_of(self)->len : 0;
  if (n && times > INT64_MAX / 32 / n) return kr_raise_memory(ctx);
  Value result = list_new(ctx, n ? (size_t)(n * times) : 0);
  if (!result || !n) return result;
  List *r = list_of(result);
  for (int64_t i = 0; i < n; i++) r->items[i] = kr_ref(list_of(self)->items[i]);
  r->len = n;
  if (repeat_items(ctx, r, n, times - 1)) kr_clear(ctx, &result);
  return result;
}

static Value list_inplace_repeat(Ctx *ctx, Value self, int64_t times) {
  if (times <= 0) list_clear(ctx, list_of(self));
  else if (repeat_items(ctx, list_of(self), list_of(self)->len, times - 1)) return 0;
  return kr_ref(self);
}

static Value list_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_has_flag(a, T_LIST) || !kr_has_flag(b, T_LIST)) return KR_NotImplemented;
  if ((op == CMP_eq || op == CMP_ne) && list_of(a)->len != list_of(b)->len) return kr_bool(op == CMP_ne);
  return seq_compare(ctx, a, b, op, list_item_at);
}

static Value list_repr(Ctx *ctx, Value self) {
  if (!list_of(self)->len) return str_from(ctx, "[]");
  return seq_repr(ctx, self, "[", "]", "[...]", list_item_at);
}

/* ---- methods ---- */

static Value list_append_m(Ctx *ctx, Value self, const Value *a) { return list_append(ctx, self, a[0]) ? 0 : KR_None; }
static Value list_extend_m(Ctx *ctx, Value self, const Value *a) { return list_extend(ctx, self, a[0]) ? 0 : KR_None; }

static Value list_insert_m(Ctx *ctx, Value self, const Value *a) {
  int64_t at;
  if (kr_index_i64(ctx, a[0], &at) || list_insert(ctx, self, at, a[1])) return 0;
  return KR_None;
}

static Value list_pop_m(Ctx *ctx, Value self, const Value *a) {
  List *l = list_of(self);
  int64_t i = -1;
  if (a[0] && kr_index_i64(ctx, a[0], &i)) return 0;
  if (!l->len) return kr_raise(ctx, &kr_type_IndexError, "pop from empty list");
  if (i < 0) i += l->len;
  if ((uint64_t)i >= (uint64_t)l->len) return kr_raise(ctx, &kr_type_IndexError, "pop index out of range");
  Value v = kr_ref(l->items[i]);
  if (i == l->len - 1 && l->len > l->cap / 2) {
    l->len--;
    kr_unref(ctx, v);
    return v;
  }
  if (!list_splice(ctx, l, i, i + 1, NULL, 0)) return v;
  kr_unref(ctx, v);
  return 0;
}

static Value list_remove_m(Ctx *ctx, Value self, const Value *a) {
  int64_t i = find_item(ctx, self, a[0], 0, INT64_MAX);
  if (i == -1) return kr_raise(ctx, &kr_type_ValueError, "list.remove(x): x not in list");
  if (i < 0 || (i < list_of(self)->len && list_splice(ctx, list_of(self), i, i + 1, NULL, 0))) return 0;
  return KR_None;
}

static Value list_index_m(Ctx *ctx, Value self, const Value *a) {
  int64_t start = 0, stop = INT64_MAX, n = list_of(self)->len;
  if (slice_limits(ctx, a[1], a[2], &start, &stop)) return 0;
  if (start < 0 && (start += n) < 0) start = 0;
  if (stop < 0 && (stop += n) < 0) stop = 0;
  int64_t i = find_item(ctx, self, a[0], start, stop);
  if (i >= 0) return kr_int(i);
  return i == -1 ? kr_raise(ctx, &kr_type_ValueError, "%R is not in list", a[0]) : 0;
}

static Value list_count_m(Ctx *ctx, Value self, const Value *a) {
  int64_t count = 0, i = -1;
  while ((i = find_item(ctx, self, a[0], i + 1, INT64_MAX)) >= 0) count++;
  return i == -1 ? kr_int(count) : 0;
}

static Value list_copy_m(Ctx *ctx, Value self, const Value *a) { return list_slice(ctx, self, 0, INT64_MAX); }

static Value list_clear_m(Ctx *ctx, Value self, const Value *a) {
  list_clear(ctx, list_of(self));
  return KR_None;
}

static Value list_reverse_m(Ctx *ctx, Value self, const Value *a) {
  list_reverse(ctx, self);
  return KR_None;
}

static Value list_sort_m(Ctx *ctx, Value self, const Value *a) {
  int reverse = 0;
  if (a[1]) {
    Value flag = kr_index(ctx, a[1]);
    if (!flag) return 0;
    reverse = int_sign(flag) != 0;
    kr_unref(ctx, flag);
  }
  return list_sort(ctx, self, a[0] && a[0] != KR_None ? a[0] : 0, reverse) ? 0 : KR_None;
}

static Value list_sizeof_m(Ctx *ctx, Value self, const Value *a) {
  return kr_int((int64_t)kr_type_of(self)->size + list_of(self)->cap * (int64_t)sizeof(Value));
}

static Value list_getitem_m(Ctx *ctx, Value self, const Value *a) { return list_getitem(ctx, self, a[0]); }

static Value make_iterator(Ctx *ctx, uint32_t shape, Value self, int64_t index) {
  SeqIterator *it = kr_alloc_gc(ctx, shape, sizeof(SeqIterator));
  if (!it) return 0;
  it->index = index;
  it->seq = kr_ref(self);
  return kr_val(it);
}

static Value list_iter(Ctx *ctx, Value self) { return make_iterator(ctx, SHAPE_list_iterator, self, 0); }
static Value list_reversed_m(Ctx *ctx, Value self, const Value *a) {
  return make_iterator(ctx, SHAPE_list_reverseiterator, self, list_of(self)->len - 1);
}

static void list_traverse(Object *o, VisitFn visit, void *arg) {
  List *l = (List *)o;
  for (int64_t i = 0; i < l->len; i++) visit(l->items[i], arg);
}

static void list_free(Ctx *ctx, Object *o) { list_clear(ctx, (List *)o); }

const Method list_methods[] = {
  {"__getitem__", list_getitem_m, "index, /", "The item or slice.", M_COEXIST},
  {"__reversed__", list_reversed_m, "", "A reverse iterator over the list."},
  {"__sizeof__", list_sizeof_m, "", "Size in memory, in bytes."},
  {"clear", list_clear_m, "", "Remove all items."},
  {"copy", list_copy_m, "", "A shallow copy."},
  {"append", list_append_m, "object, /", "Add an item at the end."},
  {"insert", list_insert_m, "index, object, /", "Insert an item before index."},
  {"extend", list_extend_m, "iterable, /", "Add the items of an iterable at the end."},
  {"pop", list_pop_m, "index=-1, /", "Remove and give the item at index (the last by default)."},
  {"remove", list_remove_m, "value, /", "Remove the first item equal to value."},
  {"index", list_index_m, "value, start=0, stop=sys.maxsize, /", "Position of the first item equal to value."},
  {"count", list_count_m, "value, /", "How many items are equal to value."},
  {"reverse", list_reverse_m, "", "Reverse in place."},
  {"sort", list_sort_m, "*, key=None, reverse=False", "Sort in place, ascending and stable."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

Type kr_type_list = {
  TYPE_HEAD(list, "list"),
  .doc = "A mutable sequence: list() or list(iterable).",
  .sig = "iterable=(), /",
  .flags = T_BASETYPE | T_GC | T_LIST | T_SEQUENCE | T_MATCH_SELF | T_IMMUTABLE,
  .size = sizeof(List),
  .methods = list_methods,
  .new = list_new_slot,
  .init = list_init,
  .free = list_free,
  .traverse = list_traverse,
  .clear = list_free,
  .repr = list_repr,
  .iter = list_iter,
  .hash = kr_unhashable,
  .compare = list_compare,
  .len = list_len,
  .getitem = list_getitem,
  .setitem = list_setitem,
  .seq_item = list_seq_item,
  .contains = list_contains,
  .concat = list_concat,
  .inplace_concat = list_inplace_concat,
  .repeat = list_repeat,
  .inplace_repeat = list_inplace_repeat,
};

/* ---- iterators ---- */

static SeqIterator *iterator_of(Value v) { return (SeqIterator *)kr_obj(v); }

static Value forward_next(Ctx *ctx, Value self) {
  SeqIterator *it = iterator_of(self);
  if (!it->seq) return KR_STOP;
  const List *l = list_of(it->seq);
  if (it->index < l->len) return kr_ref(l->items[it->index++]);
  kr_clear(ctx, &it->seq);
  return KR_STOP;
}

static Value backward_next(Ctx *ctx, Value self) {
  SeqIterator *it = iterator_of(self);
  if (!it->seq) return KR_STOP;
  const List *l = list_of(it->seq);
  if (it->index >= 0 && it->index < l->len) return kr_ref(l->items[it->index--]);
  it->index = -1;
  kr_clear(ctx, &it->seq);
  return KR_STOP;
}

static Value forward_hint(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = iterator_of(self);
  int64_t left = it->seq ? list_of(it->seq)->len - it->index : 0;
  return kr_int(left > 0 ? left : 0);
}

static Value backward_hint(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = iterator_of(self);
  int64_t left = it->index + 1;
  return kr_int(!it->seq || list_of(it->seq)->len < left ? 0 : left);
}

static Value forward_reduce(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = iterator_of(self);
  return it->seq ? iter_reduce(ctx, "iter", kr_ref(it->seq), it->index) : iter_reduce(ctx, "iter", list_new(ctx, 0), -1);
}

static Value backward_reduce(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = iterator_of(self);
  if (!it->seq) return iter_reduce(ctx, "iter", list_new(ctx, 0), -1);
  return tuple_of_stolen(ctx, 3, iter_builtin(ctx, "reversed"), tuple_pack(ctx, 1, it->seq), kr_int(it->index));
}

static Value iterator_setstate(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = iterator_of(self);
  int64_t i;
  if (kr_index_i64(ctx, a[0], &i)) return 0;
  if (!it->seq) return KR_None;
  int64_t n = list_of(it->seq)->len;
  if (kr_has_shape(self, SHAPE_list_iterator)) it->index = i < 0 ? 0 : i > n ? n : i;
  else it->index = i < -1 ? -1 : i > n - 1 ? n - 1 : i;
  return KR_None;
}

static void iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((SeqIterator *)o)->seq, arg); }
static void iterator_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((SeqIterator *)o)->seq); }

#define ITERATOR_METHODS(direction)                                                    \
  static const Method direction##_methods[] = {                                       \
    {"__length_hint__", direction##_hint, "", "How many items are left."},             \
    {"__reduce__", direction##_reduce, "", "State for pickling."},                     \
    {"__setstate__", iterator_setstate, "state, /", "Set the position."},              \
    {0},                                                                               \
  };
ITERATOR_METHODS(forward)
ITERATOR_METHODS(backward)

#define LIST_ITERATOR(id, name_, direction)                                            \
  Type kr_type_##id = {                                                                \
    TYPE_HEAD(id, name_), .flags = T_GC | T_NO_NEW | T_IMMUTABLE,                      \
    .size = sizeof(SeqIterator), .methods = direction##_methods, .iter = iter_self,    \
    .next = direction##_next, .traverse = iterator_traverse, .clear = iterator_free,   \
    .free = iterator_free,                                                             \
  };
LIST_ITERATOR(list_iterator, "list_iterator", forward)
LIST_ITERATOR(list_reverseiterator, "list_reverseiterator", backward)
