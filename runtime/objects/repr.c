/* What containers share: the guard of their repr, repr and comparison item by item, subscripts. */
#include "iter.h"

int kr_repr_enter(Ctx *ctx, ReprMark *mark, Value v) {
  for (ReprMark *m = ctx->reprs; m; m = m->prev) {
    if (m->v == v) return 1;
  }
  if (kr_enter(ctx, " while getting the repr of an object")) return -1;
  *mark = (ReprMark){ctx->reprs, v};
  ctx->reprs = mark;
  return 0;
}

void kr_repr_leave(Ctx *ctx, ReprMark *mark) {
  ctx->reprs = mark->prev;
  kr_leave(ctx);
}

static int write_int(Ctx *ctx, StrWriter *w, int64_t n) {
  char digits[24], *p = digits + sizeof digits;
  uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
  do *--p = (char)('0' + rest % 10);
  while (rest /= 10);
  if (n < 0) *--p = '-';
  return writer_ascii(ctx, w, p, (size_t)(digits + sizeof digits - p));
}

int writer_repr(Ctx *ctx, StrWriter *w, Value v) {
  if (kr_is_int(v)) return write_int(ctx, w, kr_int_of(v));
  Value text = kr_repr(ctx, v);
  if (!text) return -1;
  int failed = writer_str(ctx, w, text);
  kr_unref(ctx, text);
  return failed;
}

static int write_items(Ctx *ctx, StrWriter *w, Value seq, Value (*item)(Value, int64_t)) {
  Value v;
  for (int64_t i = 0; (v = item(seq, i)); i++) {
    kr_ref(v);
    int failed = (i && writer_ascii(ctx, w, ", ", 2)) || writer_repr(ctx, w, v);
    kr_unref(ctx, v);
    if (failed) return -1;
  }
  return 0;
}

Value seq_repr(Ctx *ctx, Value seq, const char *open, const char *close, const char *recursive,
               Value (*item)(Value, int64_t)) {
  ReprMark mark;
  int entered = kr_repr_enter(ctx, &mark, seq);
  if (entered) return entered < 0 ? 0 : str_from(ctx, recursive);
  StrWriter w;
  writer_init(&w);
  int failed = writer_ascii(ctx, &w, open, strlen(open)) || write_items(ctx, &w, seq, item) ||
               writer_ascii(ctx, &w, close, strlen(close));
  kr_repr_leave(ctx, &mark);
  if (!failed) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

/* The answer once the items before i are equal and those at i are not, or one side has none. */
static Value compare_at(Ctx *ctx, Value x, Value y, int op) {
  if (x && y) return op == CMP_eq || op == CMP_ne ? kr_bool(op == CMP_ne) : kr_compare(ctx, x, y, op);
  int order = (x != 0) - (y != 0);
  const int truth[CMP_COUNT] = {order < 0, order <= 0, order == 0, order != 0, order > 0, order >= 0};
  return kr_bool(truth[op]);
}

Value seq_compare(Ctx *ctx, Value a, Value b, int op, Value (*item)(Value, int64_t)) {
  Value x, y, result;
  int equal = 1;
  int64_t i = 0;
  if (kr_enter(ctx, " in comparison")) return 0;
  for (;; i++) {
    x = item(a, i);
    y = item(b, i);
    if (!x || !y) break;
    if (x == y) continue;
    kr_ref(x);
    kr_ref(y);
    equal = kr_compare_bool(ctx, x, y, CMP_eq);
    kr_unref(ctx, x);
    kr_unref(ctx, y);
    if (equal != 1) break;
  }
  if (equal == 0) { /* once more: __eq__ may have shortened one */
    x = item(a, i);
    y = item(b, i);
  }
  if (x) kr_ref(x);
  if (y) kr_ref(y);
  result = equal < 0 ? 0 : compare_at(ctx, x, y, op);
  kr_unref(ctx, x);
  kr_unref(ctx, y);
  kr_leave(ctx);
  return result;
}

int64_t kr_unhashable(Ctx *ctx, Value v) {
  kr_raise(ctx, &kr_type_TypeError, "unhashable type: '%T'", v);
  return -1;
}

int kr_subscript_i64(Ctx *ctx, Value key, int64_t *out) { return kr_index_size(ctx, key, out, &kr_type_IndexError); }

Value iter_self(Ctx *ctx, Value v) { return kr_ref(v); }

Value iter_builtin(Ctx *ctx, const char *name) {
  Value key = str_intern_c(ctx, name);
  if (!key) return 0;
  Value v = dict_get(ctx, ctx->rt->builtins, key);
  kr_unref(ctx, key);
  if (v == KR_ABSENT) return kr_raise(ctx, &kr_type_AttributeError, "%s", name);
  return v ? kr_ref(v) : 0;
}

Value tuple_of_stolen(Ctx *ctx, size_t n, ...) {
  Value items[8];
  int complete = 1;
  va_list list;
  va_start(list, n);
  for (size_t i = 0; i < n; i++) {
    items[i] = va_arg(list, Value);
    complete &= items[i] != 0;
  }
  va_end(list);
  if (complete) return tuple_steal(ctx, items, n);
  for (size_t i = 0; i < n; i++) kr_unref(ctx, items[i]);
  return 0;
}

Value iter_reduce(Ctx *ctx, const char *builtin, Value seq, int64_t index) {
  Value args = seq ? tuple_of_stolen(ctx, 1, seq) : 0;
  Value function = args ? iter_builtin(ctx, builtin) : 0;
  if (!function) {
    kr_unref(ctx, args);
    return 0;
  }
  if (index < 0) return tuple_of_stolen(ctx, 2, function, args);
  return tuple_of_stolen(ctx, 3, function, args, int_from_i64(ctx, index));
}

Value kr_class_getitem(Ctx *ctx, Value cls, const Value *a) { return genericalias_new(ctx, cls, a[0]); }

Value iter_row(Ctx *ctx, Value *slot, size_t n) {
  if (*slot && kr_obj(*slot)->refs == 1) return kr_ref(*slot);
  Value row = tuple_new(ctx, n);
  if (row) kr_set(ctx, slot, kr_ref(row));
  return row;
}

int iter_no_keywords(Ctx *ctx, const char *name, Value kwnames) {
  if (!kwnames || !tuple_of(kwnames)->len) return 0;
  kr_raise(ctx, &kr_type_TypeError, "%s() takes no keyword arguments", name);
  return -1;
}

Value iter_each(Ctx *ctx, const Value *iterables, size_t n) {
  Value iters = tuple_new(ctx, n);
  for (size_t i = 0; iters && i < n; i++) {
    Value iter = kr_iter(ctx, iterables[i]);
    if (iter) tuple_of(iters)->items[i] = iter;
    else kr_clear(ctx, &iters);
  }
  return iters;
}

Value iter_reduce_over(Ctx *ctx, Value self, Value first, Value iters) {
  size_t extra = first != 0, n = (size_t)tuple_of(iters)->len;
  Value args = tuple_new(ctx, n + extra);
  if (!args) return 0;
  if (first) tuple_of(args)->items[0] = kr_ref(first);
  for (size_t i = 0; i < n; i++) tuple_of(args)->items[extra + i] = kr_ref(tuple_of(iters)->items[i]);
  return pair_steal(ctx, kr_ref(kr_val(kr_type_of(self))), args);
}

Value iter_get_dict(Ctx *ctx, Value self) {
  Value dict = instance_dict(ctx, self);
  return dict ? kr_ref(dict) : 0;
}

int iter_set_dict(Ctx *ctx, Value self, Value dict) {
  if (!dict || !kr_has_flag(dict, T_DICT)) {
    if (dict) kr_raise(ctx, &kr_type_TypeError, "__dict__ must be set to a dictionary, not a '%T'", dict);
    else kr_raise(ctx, &kr_type_TypeError, "cannot delete __dict__");
    return -1;
  }
  kr_set(ctx, (Value *)((char *)kr_obj(self) + kr_type_of(self)->dict_offset), kr_ref(dict));
  return 0;
}
