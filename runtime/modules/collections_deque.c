/* collections.deque: a double-ended queue in a ring buffer whose size is a power of two, and its
 * iterators.  Every change counts up `changes`, by which iterators and searches notice it. */
#include "../objects/iter.h"
#include "_collections.h"

typedef struct {
  Object ob;
  Value *items;          /* ring of cap places */
  int64_t cap, head, len;
  int64_t max;           /* negative: no limit */
  uint64_t changes;
} Deque;
typedef struct { Object ob; Value deque; int64_t index, left; uint64_t changes; } DequeIterator;

static Deque *deque_of(Value v) { return (Deque *)kr_obj(v); }
static int is_deque(Value v) { return kr_instance_of(v, &kr_type_deque); }
static Value *place(const Deque *d, int64_t i) { return &d->items[(d->head + i) & (d->cap - 1)]; }

/* ---- the ring ---- */

static int resize(Ctx *ctx, Deque *d, int64_t cap) {
  Value *items = kr_mem_alloc(ctx, (size_t)cap * sizeof(Value));
  if (!items) return -1;
  for (int64_t i = 0; i < d->len; i++) items[i] = *place(d, i);
  if (d->items) kr_mem_free(ctx, d->items, (size_t)d->cap * sizeof(Value));
  d->items = items;
  d->cap = cap;
  d->head = 0;
  return 0;
}

static Value take_last(Deque *d) {
  d->changes++;
  return *place(d, --d->len);
}

static Value take_first(Deque *d) {
  d->changes++;
  Value v = *place(d, 0);
  d->head = (d->head + 1) & (d->cap - 1);
  d->len--;
  return v;
}

static int push_last(Ctx *ctx, Deque *d, Value v) {
  if (d->len == d->cap && resize(ctx, d, d->cap ? d->cap * 2 : 8)) return -1;
  *place(d, d->len++) = kr_ref(v);
  d->changes++;
  if (d->max >= 0 && d->len > d->max) kr_unref(ctx, take_first(d));
  return 0;
}

int deque_push(Ctx *ctx, Value deque, Value v) { return push_last(ctx, deque_of(deque), v); }

static int push_first(Ctx *ctx, Deque *d, Value v) {
  if (d->len == d->cap && resize(ctx, d, d->cap ? d->cap * 2 : 8)) return -1;
  d->head = (d->head - 1) & (d->cap - 1);
  d->len++;
  *place(d, 0) = kr_ref(v);
  d->changes++;
  if (d->max >= 0 && d->len > d->max) kr_unref(ctx, take_last(d));
  return 0;
}

static void clear(Ctx *ctx, Deque *d) {
  Deque old = *d;
  d->items = NULL;
  d->cap = d->head = d->len = 0;
  d->changes++;
  for (int64_t i = 0; i < old.len; i++) kr_unref(ctx, *place(&old, i));
  if (old.items) kr_mem_free(ctx, old.items, (size_t)old.cap * sizeof(Value));
}

static int extend(Ctx *ctx, Value self, Value iterable, int (*push)(Ctx *, Deque *, Value)) {
  if (iterable == self) {
    Value copy = kr_to_list(ctx, iterable);
    int failed = copy ? extend(ctx, self, copy, push) : -1;
    kr_unref(ctx, copy);
    return failed;
  }
  Value iter = kr_iter(ctx, iterable);
  if (!iter) return -1;
  int failed = 0;
  while (!failed) {
    Value item = kr_next(ctx, iter);
    if (item == KR_STOP) break;
    failed = !item || push(ctx, deque_of(self), item);
    kr_unref(ctx, item);
  }
  kr_unref(ctx, iter);
  return failed ? -1 : 0;
}

static void rotate(Deque *d, int64_t n) {
  if (d->len < 2) return;
  n %= d->len;
  if (n > d->len / 2) n -= d->len;
  if (n < -(d->len / 2)) n += d->len;
  d->changes++;
  for (; n > 0; n--) {
    Value v = *place(d, d->len - 1);
    d->head = (d->head - 1) & (d->cap - 1);
    *place(d, 0) = v;
  }
  for (; n < 0; n++) {
    Value v = *place(d, 0);
    d->head = (d->head + 1) & (d->cap - 1);
    *place(d, d->len - 1) = v;
  }
}

/* ---- construction ---- */

static Value deque_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  Deque *d = kr_alloc_instance(ctx, type, 0);
  if (d) d->max = -1;
  return kr_val(d);
}

static int deque_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  int64_t max = -1;
  if (kr_bind(ctx, "deque", "iterable=(), maxlen=None", &parsed, args, nargs, kwnames, a)) return -1;
  if (a[1] && a[1] != KR_None) {
    if (!kr_is_anyint(a[1])) return kr_raise(ctx, &kr_type_TypeError, "an integer is required"), -1;
    if (kr_index_i64(ctx, a[1], &max)) return -1;
    if (max < 0) return kr_raise(ctx, &kr_type_ValueError, "maxlen must be non-negative"), -1;
  }
  deque_of(self)->max = max;
  if (deque_of(self)->len) clear(ctx, deque_of(self));
  return a[0] ? extend(ctx, self, a[0], push_last) : 0;
}

/* A deque of the same type and limit with the same items. */
static Value deque_copy(Ctx *ctx, Value self, const Value *a) {
  Deque *d = deque_of(self);
  if (kr_has_shape(self, SHAPE_deque)) {
    Value copy = deque_new(ctx, &kr_type_deque, NULL, 0, 0);
    if (!copy) return 0;
    deque_of(copy)->max = d->max;
    for (int64_t i = 0; i < d->len; i++) {
      if (push_last(ctx, deque_of(copy), *place(d, i))) return kr_unref(ctx, copy), 0;
    }
    return copy;
  }
  Value args[2] = {self, d->max < 0 ? KR_None : kr_int(d->max)};
  Value copy = kr_call(ctx, kr_val(kr_type_of(self)), args, d->max < 0 ? 1 : 2, 0);
  if (!copy || is_deque(copy)) return copy;
  kr_raise(ctx, &kr_type_TypeError, "%T() must return a deque, not %T", self, copy);
  kr_unref(ctx, copy);
  return 0;
}

/* ---- methods ---- */

static Value none_or_raised(int failed) { return failed ? 0 : KR_None; }
static Value deque_append(Ctx *ctx, Value self, const Value *a) { return none_or_raised(push_last(ctx, deque_of(self), a[0])); }
static Value deque_appendleft(Ctx *ctx, Value self, const Value *a) { return none_or_raised(push_first(ctx, deque_of(self), a[0])); }
static Value deque_extend(Ctx *ctx, Value self, const Value *a) { return none_or_raised(extend(ctx, self, a[0], push_last)); }
static Value deque_extendleft(Ctx *ctx, Value self, const Value *a) { return none_or_raised(extend(ctx, self, a[0], push_first)); }

static Value deque_pop(Ctx *ctx, Value self, const Value *a) {
  if (deque_of(self)->len) return take_last(deque_of(self));
  return kr_raise(ctx, &kr_type_IndexError, "pop from an empty deque");
}

static Value deque_popleft(Ctx *ctx, Value self, const Value *a) {
  if (deque_of(self)->len) return take_first(deque_of(self));
  return kr_raise(ctx, &kr_type_IndexError, "pop from an empty deque");
}

static Value deque_clear_m(Ctx *ctx, Value self, const Value *a) {
  clear(ctx, deque_of(self));
  return KR_None;
}

static Value deque_rotate(Ctx *ctx, Value self, const Value *a) {
  int64_t n = 1;
  if (a[0] && kr_index_i64(ctx, a[0], &n)) return 0;
  rotate(deque_of(self), n);
  return KR_None;
}

static Value deque_reverse(Ctx *ctx, Value self, const Value *a) {
  Deque *d = deque_of(self);
  for (int64_t i = 0, j = d->len - 1; i < j; i++, j--) {
    Value v = *place(d, i);
    *place(d, i) = *place(d, j);
    *place(d, j) = v;
  }
  return KR_None;
}

/* Position of an item equal to v in [start, stop); -1 none, -2 raised, -3 the deque was changed. */
static int64_t find(Ctx *ctx, Deque *d, Value v, int64_t start, int64_t stop) {
  uint64_t changes = d->changes;
  for (int64_t i = start; i < stop && i < d->len; i++) {
    Value item = kr_ref(*place(d, i));
    int equal = kr_compare_bool(ctx, item, v, CMP_eq);
    kr_unref(ctx, item);
    if (equal < 0) return -2;
    if (d->changes != changes) return -3;
    if (equal) return i;
  }
  return -1;
}

static Value search_failed(Ctx *ctx, int64_t why) {
  return why == -3 ? kr_raise(ctx, &kr_type_RuntimeError, "deque mutated during iteration") : 0;
}

static int deque_contains(Ctx *ctx, Value self, Value v) {
  int64_t i = find(ctx, deque_of(self), v, 0, INT64_MAX);
  if (i >= -1) return i >= 0;
  search_failed(ctx, i);
  return -1;
}

static Value deque_count(Ctx *ctx, Value self, const Value *a) {
  int64_t count = 0, i = -1;
  while ((i = find(ctx, deque_of(self), a[0], i + 1, INT64_MAX)) >= 0) count++;
  return i == -1 ? kr_int(count) : search_failed(ctx, i);
}

static Value deque_index(Ctx *ctx, Value self, const Value *a) {
  int64_t start = 0, stop = INT64_MAX, n = deque_of(self)->len;
  if (slice_limits(ctx, a[1], a[2], &start, &stop)) return 0;
  if (start < 0 && (start += n) < 0) start = 0;
  if (stop < 0 && (stop += n) < 0) stop = 0;
  int64_t i = find(ctx, deque_of(self), a[0], start, stop);
  if (i >= 0) return kr_int(i);
  return i == -1 ? kr_raise(ctx, &kr_type_ValueError, "%R is not in deque", a[0]) : search_failed(ctx, i);
}

static void delete_at(Ctx *ctx, Deque *d, int64_t i) {
  rotate(d, -i);
  Value v = take_first(d);
  rotate(d, i);
  kr_unref(ctx, v);
}

static Value deque_remove(Ctx *ctx, Value self, const Value *a) {
  int64_t i = find(ctx, deque_of(self), a[0], 0, INT64_MAX);
  if (i == -1) return kr_raise(ctx, &kr_type_ValueError, "%R is not in deque", a[0]);
  if (i < 0) return i == -3 ? kr_raise(ctx, &kr_type_IndexError, "deque mutated during iteration") : 0;
  delete_at(ctx, deque_of(self), i);
  return KR_None;
}

static Value deque_insert(Ctx *ctx, Value self, const Value *a) {
  Deque *d = deque_of(self);
  int64_t at;
  if (kr_index_i64(ctx, a[0], &at)) return 0;
  if (d->max >= 0 && d->len == d->max) return kr_raise(ctx, &kr_type_IndexError, "deque already at its maximum size");
  if (at >= d->len) return none_or_raised(push_last(ctx, d, a[1]));
  if (at <= -d->len || at == 0) return none_or_raised(push_first(ctx, d, a[1]));
  rotate(d, -at);
  int failed = at < 0 ? push_last(ctx, d, a[1]) : push_first(ctx, d, a[1]);
  rotate(d, at);
  return none_or_raised(failed);
}

/* ---- slots ---- */

static int64_t deque_len(Ctx *ctx, Value self) { return deque_of(self)->len; }
static int deque_bool(Ctx *ctx, Value self) { return deque_of(self)->len != 0; }

static Value deque_item(Ctx *ctx, Value self, int64_t i) {
  const Deque *d = deque_of(self);
  if ((uint64_t)i >= (uint64_t)d->len) return kr_raise(ctx, &kr_type_IndexError, "deque index out of range");
  return kr_ref(*place(d, i));
}

static int subscript(Ctx *ctx, Value self, Value key, int64_t *i) {
  if (!kr_is_int(key) && !kr_type_of(key)->to_index) {
    kr_raise(ctx, &kr_type_TypeError, "sequence index must be integer, not '%T'", key);
    return -1;
  }
  if (kr_subscript_i64(ctx, key, i)) return -1;
  if (*i < 0) *i += deque_of(self)->len;
  return 0;
}

static Value deque_getitem(Ctx *ctx, Value self, Value key) {
  int64_t i;
  return subscript(ctx, self, key, &i) ? 0 : deque_item(ctx, self, i);
}

static int deque_setitem(Ctx *ctx, Value self, Value key, Value v) {
  Deque *d = deque_of(self);
  int64_t i;
  if (subscript(ctx, self, key, &i)) return -1;
  if ((uint64_t)i >= (uint64_t)d->len) return kr_raise(ctx, &kr_type_IndexError, "deque index out of range"), -1;
  if (v) kr_set(ctx, place(d, i), kr_ref(v));
  else delete_at(ctx, d, i);
  return 0;
}

static Value deque_concat(Ctx *ctx, Value a, Value b) {
  if (!is_deque(b)) return kr_raise(ctx, &kr_type_TypeError, "can only concatenate deque (not \"%T\") to deque", b);
  Value result = deque_copy(ctx, a, NULL);
  if (result && extend(ctx, result, b, push_last)) kr_clear(ctx, &result);
  return result;
}

static Value deque_inplace_concat(Ctx *ctx, Value a, Value b) { return extend(ctx, a, b, push_last) ? 0 : kr_ref(a); }

static Value deque_inplace_repeat(Ctx *ctx, Value self, int64_t times) {
  Deque *d = deque_of(self);
  if (times <= 0) return clear(ctx, d), kr_ref(self);
  int64_t n = d->len;
  if (d->max >= 0 && n && times > d->max / n + 2) times = d->max / n + 2;
  if (n && times > INT64_MAX / 64 / n) return kr_raise_memory(ctx);
  Value items = times > 1 ? kr_to_list(ctx, self) : KR_None;
  for (int64_t k = 1; items && k < times; k++) {
    for (int64_t i = 0; items && i < n; i++) {
      if (push_last(ctx, d, list_of(items)->items[i])) kr_clear(ctx, &items);
    }
  }
  kr_unref(ctx, items);
  return items ? kr_ref(self) : 0;
}

static Value deque_repeat(Ctx *ctx, Value self, int64_t times) {
  Value copy = deque_copy(ctx, self, NULL), result = copy ? deque_inplace_repeat(ctx, copy, times) : 0;
  kr_unref(ctx, copy);
  return result;
}

static Value item_or_end(Value self, int64_t i) { return i < deque_of(self)->len ? *place(deque_of(self), i) : 0; }

static Value deque_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!is_deque(a) || !is_deque(b)) return KR_NotImplemented;
  if ((op == CMP_eq || op == CMP_ne) && deque_of(a)->len != deque_of(b)->len) return kr_bool(op == CMP_ne);
  return seq_compare(ctx, a, b, op, item_or_end);
}

static Value deque_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  int entered = kr_repr_enter(ctx, &mark, self);
  if (entered) return entered < 0 ? 0 : str_from(ctx, "[...]");
  Value list = kr_to_list(ctx, self), text = 0;
  int64_t max = deque_of(self)->max;
  if (list && max >= 0) text = str_format_c(ctx, "%s(%R, maxlen=%lld)", short_name(self), list, (long long)max);
  else if (list) text = str_format_c(ctx, "%s(%R)", short_name(self), list);
  kr_unref(ctx, list);
  kr_repr_leave(ctx, &mark);
  return text;
}

static Value deque_reduce(Ctx *ctx, Value self, const Value *a) {
  int64_t max = deque_of(self)->max;
  Value state = kr_call_method0(ctx, self, N(__getstate__)), iter = state ? kr_iter(ctx, self) : 0;
  Value args = max < 0 ? tuple_new(ctx, 0) : tuple_pack(ctx, 2, kr_val(&kr_empty_tuple), kr_int(max));
  return tuple_of_stolen(ctx, 4, kr_ref(kr_val(kr_type_of(self))), args, state, iter);
}

static Value deque_sizeof(Ctx *ctx, Value self, const Value *a) {
  return kr_int((int64_t)kr_type_of(self)->size + deque_of(self)->cap * (int64_t)sizeof(Value));
}

static Value get_maxlen(Ctx *ctx, Value self) {
  return deque_of(self)->max < 0 ? KR_None : kr_int(deque_of(self)->max);
}

static void deque_traverse(Object *o, VisitFn visit, void *arg) {
  Deque *d = (Deque *)o;
  for (int64_t i = 0; i < d->len; i++) visit(*place(d, i), arg);
}

static void deque_free(Ctx *ctx, Object *o) { clear(ctx, (Deque *)o); }

static Value make_iterator(Ctx *ctx, Type *type, Value deque, int64_t skip) {
  DequeIterator *it = kr_alloc_instance(ctx, type, 0);
  if (!it) return 0;
  const Deque *d = deque_of(deque);
  if (skip < 0) skip = 0;
  if (skip > d->len) skip = d->len;
  it->deque = kr_ref(deque);
  it->index = skip;
  it->left = d->len - skip;
  it->changes = d->changes;
  return kr_val(it);
}

static Value deque_iter(Ctx *ctx, Value self) { return make_iterator(ctx, &kr_type_deque_iterator, self, 0); }
static Value deque_reversed(Ctx *ctx, Value self, const Value *a) {
  return make_iterator(ctx, &kr_type_deque_reverse_iterator, self, 0);
}

static const Method deque_methods[] = {
  {"append", deque_append, "item, /", "Add an element to the right side of the deque."},
  {"appendleft", deque_appendleft, "item, /", "Add an element to the left side of the deque."},
  {"clear", deque_clear_m, "", "Remove all elements from the deque."},
  {"__copy__", deque_copy, "", "Return a shallow copy of a deque."},
  {"copy", deque_copy, "", "Return a shallow copy of a deque."},
  {"count", deque_count, "value, /", "How many elements are equal to value."},
  {"extend", deque_extend, "iterable, /", "Extend the right side of the deque with elements from the iterable."},
  {"extendleft", deque_extendleft, "iterable, /", "Extend the left side of the deque with elements from the iterable."},
  {"index", deque_index, "value, start=0, stop=sys.maxsize, /", "Position of the first element equal to value."},
  {"insert", deque_insert, "index, object, /", "Insert an object before index."},
  {"pop", deque_pop, "", "Remove and return the rightmost element."},
  {"popleft", deque_popleft, "", "Remove and return the leftmost element."},
  {"__reduce__", deque_reduce, "", "State for pickling."},
  {"remove", deque_remove, "value, /", "Remove the first element equal to value."},
  {"__reversed__", deque_reversed, "", "A reverse iterator over the deque."},
  {"reverse", deque_reverse, "", "Reverse in place."},
  {"rotate", deque_rotate, "n=1, /", "Rotate n steps to the right (to the left if n is negative)."},
  {"__sizeof__", deque_sizeof, "", "Size in memory, in bytes."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

static const GetSet deque_getsets[] = {
  {"maxlen", get_maxlen, NULL, "maximum size of a deque or None if unbounded"},
  {0},
};

Type kr_type_deque = {
  TYPE_HEAD(deque, "collections.deque"),
  .doc = "deque(iterable=(), maxlen=None): a list with fast changes at both ends.",
  .flags = T_BASETYPE | T_GC | T_WEAKREF | T_SEQUENCE | T_IMMUTABLE,
  .size = sizeof(Deque),
  .methods = deque_methods,
  .getsets = deque_getsets,
  .new = deque_new,
  .init = deque_init,
  .free = deque_free,
  .traverse = deque_traverse,
  .clear = deque_free,
  .repr = deque_repr,
  .iter = deque_iter,
  .hash = kr_unhashable,
  .compare = deque_compare,
  .bool_ = deque_bool,
  .len = deque_len,
  .getitem = deque_getitem,
  .setitem = deque_setitem,
  .seq_item = deque_item,
  .contains = deque_contains,
  .concat = deque_concat,
  .inplace_concat = deque_inplace_concat,
  .repeat = deque_repeat,
  .inplace_repeat = deque_inplace_repeat,
};

/* ---- iterators ---- */

static DequeIterator *iterator_of(Value v) { return (DequeIterator *)kr_obj(v); }

/* The place of the next item, or NULL with *result KR_STOP or 0. */
static Value *iterator_step(Ctx *ctx, DequeIterator *it, int backwards, Value *result) {
  *result = KR_STOP;
  Deque *d = it->deque ? deque_of(it->deque) : NULL;
  if (d && it->changes != d->changes) {
    it->left = 0;
    *result = kr_raise(ctx, &kr_type_RuntimeError, "deque mutated during iteration");
    return NULL;
  }
  if (!d || !it->left) return NULL;
  it->left--;
  int64_t i = it->index++;
  return place(d, backwards ? d->len - 1 - i : i);
}

static Value forward_next(Ctx *ctx, Value self) {
  Value result, *item = iterator_step(ctx, iterator_of(self), 0, &result);
  return item ? kr_ref(*item) : result;
}

static Value backward_next(Ctx *ctx, Value self) {
  Value result, *item = iterator_step(ctx, iterator_of(self), 1, &result);
  return item ? kr_ref(*item) : result;
}

static Value iterator_hint(Ctx *ctx, Value self, const Value *a) { return kr_int(iterator_of(self)->left); }

static Value iterator_reduce(Ctx *ctx, Value self, const Value *a) {
  const DequeIterator *it = iterator_of(self);
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(kr_type_of(self))), tuple_pack(ctx, 2, it->deque, kr_int(it->index)));
}

static Value deque_iterator_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  int64_t skip = 0;
  if (kr_bind(ctx, type->name, "deque, index=0, /", &parsed, args, nargs, kwnames, a)) return 0;
  if (!is_deque(a[0])) return kr_raise(ctx, &kr_type_TypeError, "%N() argument 1 must be collections.deque, not %T", type, a[0]);
  if (a[1] && kr_index_i64(ctx, a[1], &skip)) return 0;
  return make_iterator(ctx, type, a[0], skip);
}

OWNS(iterator, DequeIterator, deque, 1)

static const Method iterator_methods[] = {
  {"__length_hint__", iterator_hint, "", "How many items are left."},
  {"__reduce__", iterator_reduce, "", "State for pickling."},
  {0},
};

#define DEQUE_ITERATOR(id, name_, next_)                                                       \
  Type kr_type_##id = {                                                                        \
    TYPE_HEAD(id, name_), .flags = T_GC | T_IMMUTABLE,                \
    .size = sizeof(DequeIterator), .methods = iterator_methods, .new = deque_iterator_new,           \
    .iter = iter_self, .next = next_, OWNING_SLOTS(iterator),                                  \
  };
DEQUE_ITERATOR(deque_iterator, "_collections._deque_iterator", forward_next)
DEQUE_ITERATOR(deque_reverse_iterator, "_collections._deque_reverse_iterator", backward_next)
