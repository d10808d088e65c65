/* tuple: an immutable array of Values in one cell. */
#include "iter.h"

Tuple kr_empty_tuple = {{REFS_STATIC, SHAPE_tuple | META_STATIC}, 0};

/* ---- making them ---- */

Value tuple_new(Ctx *ctx, size_t n) {
  if (!n) return kr_ref(kr_val(&kr_empty_tuple));
  if (n > (SIZE_MAX >> 4)) return kr_raise_memory(ctx);
  Tuple *t = kr_alloc_gc(ctx, SHAPE_tuple, sizeof(Tuple) + n * sizeof(Value));
  if (t) t->len = (int64_t)n;
  return kr_val(t);
}

Value tuple_from(Ctx *ctx, const Value *items, size_t n) {
  Value tuple = tuple_new(ctx, n);
  if (!tuple) return 0;
  Value *out = tuple_of(tuple)->items;
  for (size_t i = 0; i < n; i++) out[i] = kr_ref(items[i]);
  return tuple;
}

Value tuple_steal(Ctx *ctx, const Value *items, size_t n) {
  Value tuple = tuple_new(ctx, n);
  if (tuple) {
    if (n) memcpy(tuple_of(tuple)->items, items, n * sizeof(Value));
    return tuple;
  }
  for (size_t i = 0; i < n; i++) kr_unref(ctx, items[i]);
  return 0;
}

Value tuple_pack(Ctx *ctx, size_t n, ...) {
  Value tuple = tuple_new(ctx, n);
  if (!tuple) return 0;
  va_list list;
  va_start(list, n);
  for (size_t i = 0; i < n; i++) tuple_of(tuple)->items[i] = kr_ref(va_arg(list, Value));
  va_end(list);
  return tuple;
}

Value tuple_slice(Ctx *ctx, Value tuple, int64_t start, int64_t end) {
  const Tuple *t = tuple_of(tuple);
  if (start < 0) start = 0;
  if (end > t->len) end = t->len;
  if (start == 0 && end == t->len && kr_has_shape(tuple, SHAPE_tuple)) return kr_ref(tuple);
  return tuple_from(ctx, t->items + start, end > start ? (size_t)(end - start) : 0);
}

Value kr_to_tuple(Ctx *ctx, Value iterable) {
  if (kr_has_shape(iterable, SHAPE_tuple)) return kr_ref(iterable);
  if (kr_has_shape(iterable, SHAPE_list)) return list_to_tuple(ctx, iterable);
  Value list = list_new(ctx, 0);
  if (!list) return 0;
  Value tuple = list_extend(ctx, list, iterable) ? 0 : list_to_tuple(ctx, list);
  kr_unref(ctx, list);
  return tuple;
}

static Value tuple_new_slot(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value iterable = 0;
  if (type == &kr_type_tuple || type->init == kr_type_tuple.init) {
    if (kr_bind(ctx, "tuple", "iterable=(), /", &parsed, args, nargs, kwnames, &iterable)) return 0;
  } else if (nargs) {
    iterable = args[0];
  }
  Value plain = iterable ? kr_to_tuple(ctx, iterable) : kr_ref(kr_val(&kr_empty_tuple));
  if (!plain || type == &kr_type_tuple) return plain;
  size_t n = (size_t)tuple_of(plain)->len;
  Tuple *t = kr_alloc_instance(ctx, type, n);
  if (t) {
    t->len = (int64_t)n;
    for (size_t i = 0; i < n; i++) t->items[i] = kr_ref(tuple_of(plain)->items[i]);
  }
  kr_unref(ctx, plain);
  return kr_val(t);
}

/* ---- items ---- */

static int64_t tuple_len(Ctx *ctx, Value self) { return tuple_of(self)->len; }

static Value tuple_item(Ctx *ctx, Value self, int64_t i) {
  const Tuple *t = tuple_of(self);
  if (KR_UNLIKELY((uint64_t)i >= (uint64_t)t->len)) return kr_raise(ctx, &kr_type_IndexError, "tuple index out of range");
  return kr_ref(t->items[i]);
}

static Value tuple_extended_slice(Ctx *ctx, Value self, Value slice) {
  const Tuple *t = tuple_of(self);
  int64_t start, stop, step, n;
  if (slice_indices(ctx, slice, t->len, &start, &stop, &step, &n)) return 0;
  if (step == 1) return tuple_slice(ctx, self, start, start + n);
  Value result = tuple_new(ctx, (size_t)n);
  for (int64_t i = 0; result && i < n; i++) tuple_of(result)->items[i] = kr_ref(t->items[start + i * step]);
  return result;
}

static Value tuple_getitem(Ctx *ctx, Value self, Value key) {
  if (kr_has_shape(key, SHAPE_slice)) return tuple_extended_slice(ctx, self, key);
  if (!kr_is_int(key) && !kr_type_of(key)->to_index) {
    return kr_raise(ctx, &kr_type_TypeError, "tuple indices must be integers or slices, not %T", key);
  }
  int64_t i;
  if (kr_subscript_i64(ctx, key, &i)) return 0;
  return tuple_item(ctx, self, i < 0 ? i + tuple_of(self)->len : i);
}

static int tuple_contains(Ctx *ctx, Value self, Value item) {
  const Tuple *t = tuple_of(self);
  int found = 0;
  for (int64_t i = 0; i < t->len && !found; i++) found = kr_compare_bool(ctx, t->items[i], item, CMP_eq);
  return found;
}

static Value tuple_concat(Ctx *ctx, Value a, Value b) {
  if (!kr_has_flag(b, T_TUPLE)) {
    return kr_raise(ctx, &kr_type_TypeError, "can only concatenate tuple (not \"%T\") to tuple", b);
  }
  const Tuple *x = tuple_of(a), *y = tuple_of(b);
  if (!x->len && kr_has_shape(b, SHAPE_tuple)) return kr_ref(b);
  if (!y->len && kr_has_shape(a, SHAPE_tuple)) return kr_ref(a);
  Value result = tuple_new(ctx, (size_t)(x->len + y->len));
  if (!result) return 0;
  Value *out = tuple_of(result)->items;
  for (int64_t i = 0; i < x->len; i++) out[i] = kr_ref(x->items[i]);
  for (int64_t i = 0; i < y->len; i++) out[x->len + i] = kr_ref(y->items[i]);
  return result;
}

static Value tuple_repeat(Ctx *ctx, Value self, int64_t times) {
  const Tuple *t = tuple_of(self);
  if ((times == 1 || !t->len) && kr_has_shape(self, SHAPE_tuple)) return kr_ref(self);
  if (times <= 0 || !t->len) return tuple_new(ctx, 0);
  if (times > INT64_MAX / 16 / t->len) return kr_raise_memory(ctx);
  Value result = tuple_new(ctx, (size_t)(t->len * times));
  if (!result) return 0;
  Value *out = tuple_of(result)->items;
  for (int64_t k = 0; k < times; k++) {
    for (int64_t i = 0; i < t->len; i++) *out++ = kr_ref(t->items[i]);
  }
  return result;
}

/* ---- comparison, hash, repr ---- */

static Value item_at(Value self, int64_t i) { return i < tuple_of(self)->len ? tuple_of(self)->items[i] : 0; }

static Value tuple_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_has_flag(a, T_TUPLE) || !kr_has_flag(b, T_TUPLE)) return KR_NotImplemented;
  const Tuple *x = tuple_of(a), *y = tuple_of(b);
  if (x->len && y->len && kr_both_int(x->items[0], y->items[0]) && x->items[0] != y->items[0]) { /* decided at once */
    int64_t p = kr_int_of(x->items[0]), q = kr_int_of(y->items[0]);
    const int truth[CMP_COUNT] = {p < q, p <= q, 0, 1, p > q, p >= q};
    return kr_bool(truth[op]);
  }
  return seq_compare(ctx, a, b, op, item_at);
}

/* One lane of xxHash64 over the items' hashes, so that tuples of equal items hash alike everywhere. */
static int64_t tuple_hash(Ctx *ctx, Value self) {
  const uint64_t prime1 = 11400714785074694791ull, prime2 = 14029467366897019727ull, prime5 = 2870177450012600261ull;
  const Tuple *t = tuple_of(self);
  uint64_t hash = prime5;
  if (kr_enter(ctx, " while hashing a tuple")) return -1;
  for (int64_t i = 0; i < t->len; i++) {
    int64_t lane = kr_hash(ctx, t->items[i]);
    if (lane == -1) return kr_leave(ctx), -1;
    hash += (uint64_t)lane * prime2;
    hash = (hash << 31 | hash >> 33) * prime1;
  }
  kr_leave(ctx);
  hash += (uint64_t)t->len ^ (prime5 ^ 3527539ull);
  return hash == UINT64_MAX ? 1546275796 : (int64_t)hash;
}

static Value tuple_repr(Ctx *ctx, Value self) {
  if (!tuple_of(self)->len) return str_from(ctx, "()");
  return seq_repr(ctx, self, "(", tuple_of(self)->len == 1 ? ",)" : ")", "(...)", item_at);
}

/* ---- methods ---- */

static Value tuple_index(Ctx *ctx, Value self, const Value *a) {
  const Tuple *t = tuple_of(self);
  int64_t start = 0, stop = INT64_MAX;
  if (slice_limits(ctx, a[1], a[2], &start, &stop)) return 0;
  if (start < 0 && (start += t->len) < 0) start = 0;
  if (stop < 0 && (stop += t->len) < 0) stop = 0;
  for (int64_t i = start; i < stop && i < t->len; i++) {
    int equal = kr_compare_bool(ctx, t->items[i], a[0], CMP_eq);
    if (equal) return equal < 0 ? 0 : kr_int(i);
  }
  return kr_raise(ctx, &kr_type_ValueError, "tuple.index(x): x not in tuple");
}

static Value tuple_count(Ctx *ctx, Value self, const Value *a) {
  const Tuple *t = tuple_of(self);
  int64_t count = 0;
  for (int64_t i = 0; i < t->len; i++) {
    int equal = kr_compare_bool(ctx, t->items[i], a[0], CMP_eq);
    if (equal < 0) return 0;
    count += equal;
  }
  return kr_int(count);
}

static Value tuple_getnewargs(Ctx *ctx, Value self, const Value *a) {
  Value plain = tuple_from(ctx, tuple_of(self)->items, (size_t)tuple_of(self)->len);
  return plain ? tuple_of_stolen(ctx, 1, plain) : 0;
}

static Value tuple_iter(Ctx *ctx, Value self) {
  SeqIterator *it = kr_alloc_gc(ctx, SHAPE_tuple_iterator, sizeof(SeqIterator));
  if (it) it->seq = kr_ref(self);
  return kr_val(it);
}

static void tuple_traverse(Object *o, VisitFn visit, void *arg) {
  Tuple *t = (Tuple *)o;
  for (int64_t i = 0; i < t->len; i++) visit(t->items[i], arg);
}

static void tuple_free(Ctx *ctx, Object *o) {
  Tuple *t = (Tuple *)o;
  for (int64_t i = t->len; i-- > 0;) kr_clear(ctx, &t->items[i]);
}

static const Method tuple_methods[] = {
  {"__getnewargs__", tuple_getnewargs, "", NULL},
  {"index", tuple_index, "value, start=0, stop=sys.maxsize, /", "Position of the first item equal to value."},
  {"count", tuple_count, "value, /", "How many items are equal to value."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

Type kr_type_tuple = {
  TYPE_HEAD(tuple, "tuple"),
  .doc = "An immutable sequence: tuple() or tuple(iterable).",
  .sig = "iterable=(), /",
  .flags = T_BASETYPE | T_GC | T_TUPLE | T_SEQUENCE | T_MATCH_SELF | T_IMMUTABLE,
  .size = sizeof(Tuple),
  .itemsize = sizeof(Value),
  .methods = tuple_methods,
  .new = tuple_new_slot,
  .free = tuple_free,
  .traverse = tuple_traverse,
  .repr = tuple_repr,
  .iter = tuple_iter,
  .hash = tuple_hash,
  .compare = tuple_compare,
  .len = tuple_len,
  .getitem = tuple_getitem,
  .seq_item = tuple_item,
  .contains = tuple_contains,
  .concat = tuple_concat,
  .repeat = tuple_repeat,
};

/* ---- iterator ---- */

static Value tuple_iterator_next(Ctx *ctx, Value self) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  if (!it->seq) return KR_STOP;
  const Tuple *t = tuple_of(it->seq);
  if (it->index < t->len) return kr_ref(t->items[it->index++]);
  kr_clear(ctx, &it->seq);
  return KR_STOP;
}

static Value tuple_iterator_hint(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  return kr_int(it->seq ? tuple_of(it->seq)->len - it->index : 0);
}

static Value tuple_iterator_reduce(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  if (it->seq) return iter_reduce(ctx, "iter", kr_ref(it->seq), it->index);
  return iter_reduce(ctx, "iter", tuple_new(ctx, 0), -1);
}

static Value tuple_iterator_setstate(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  int64_t i;
  if (kr_index_i64(ctx, a[0], &i)) return 0;
  if (it->seq) it->index = i < 0 ? 0 : i > tuple_of(it->seq)->len ? tuple_of(it->seq)->len : i;
  return KR_None;
}

static void tuple_iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((SeqIterator *)o)->seq, arg); }
static void tuple_iterator_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((SeqIterator *)o)->seq); }

static const Method tuple_iterator_methods[] = {
  {"__length_hint__", tuple_iterator_hint, "", "How many items are left."},
  {"__reduce__", tuple_iterator_reduce, "", "State for pickling."},
  {"__setstate__", tuple_iterator_setstate, "state, /", "Set the position."},
  {0},
};

Type kr_type_tuple_iterator = {
  TYPE_HEAD(tuple_iterator, "tuple_iterator"),
  .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(SeqIterator),
  .methods = tuple_iterator_methods,
  .iter = iter_self,
  .next = tuple_iterator_next,
  .traverse = tuple_iterator_traverse,
  .clear = tuple_iterator_free,
  .free = tuple_iterator_free,
};
