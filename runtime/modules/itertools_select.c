/* itertools: what picks among the items of one iterable: compress, dropwhile, takewhile,
 * filterfalse, islice; and starmap. */
#include "../objects/iter.h"

/* Most of them are a function (or a second iterator) and an iterator. */
typedef struct { Object ob; Value function, iter; int state; } Selector;
static Selector *selector_of(Value v) { return (Selector *)kr_obj(v); }

OWNS(selector, Selector, function, 2)

static Value selector_reduce(Ctx *ctx, Value self, const Value *a) {
  const Selector *s = selector_of(self);
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(kr_type_of(self))), tuple_pack(ctx, 2, s->function, s->iter));
}

static Value selector_reduce_state(Ctx *ctx, Value self, const Value *a) {
  const Selector *s = selector_of(self);
  return tuple_of_stolen(ctx, 3, kr_ref(kr_val(kr_type_of(self))), tuple_pack(ctx, 2, s->function, s->iter), kr_int(s->state));
}

static Value selector_setstate(Ctx *ctx, Value self, const Value *a) {
  int truth = kr_truth(ctx, a[0]);
  if (truth < 0) return 0;
  selector_of(self)->state = truth;
  return KR_None;
}

static const Method selector_methods[] = {
  {"__reduce__", selector_reduce, "", "State for pickling."},
  {0},
};
static const Method stateful_methods[] = {
  {"__reduce__", selector_reduce_state, "", "State for pickling."},
  {"__setstate__", selector_setstate, "state, /", "Set the state."},
  {0},
};

/* function and iter(iterable), both positional. */
static Value selector_make(Ctx *ctx, Type *type, const char *name, const Type *exact, const Value *args, size_t nargs,
                           Value kwnames) {
  if (type->init == exact->init && iter_no_keywords(ctx, name, kwnames)) return 0;
  if (nargs != 2) return kr_raise(ctx, &kr_type_TypeError, "%s expected 2 arguments, got %zu", name, nargs);
  Value iter = kr_iter(ctx, args[1]);
  Selector *s = iter ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!s) return kr_unref(ctx, iter), 0;
  s->function = kr_ref(args[0]);
  s->iter = iter;
  return kr_val(s);
}

/* Truth of function(item), or of the item itself.  -1: raised. */
static int verdict(Ctx *ctx, const Selector *s, Value item) {
  if (s->function == KR_None || s->function == kr_val(&kr_type_bool)) return kr_truth(ctx, item);
  Value result = kr_call1(ctx, s->function, item);
  int truth = result ? kr_truth(ctx, result) : -1;
  kr_unref(ctx, result);
  return truth;
}

/* Drops items until one has the wanted verdict. */
static Value next_with(Ctx *ctx, Selector *s, int wanted) {
  for (;;) {
    Value item = kr_next(ctx, s->iter);
    if (!item || item == KR_STOP) return item;
    int truth = verdict(ctx, s, item);
    if (truth == wanted) return item;
    kr_unref(ctx, item);
    if (truth < 0) return 0;
  }
}

static Value filterfalse_next(Ctx *ctx, Value self) { return next_with(ctx, selector_of(self), 0); }

static Value dropwhile_next(Ctx *ctx, Value self) {
  Selector *s = selector_of(self);
  if (s->state) return kr_next(ctx, s->iter);
  Value item = next_with(ctx, s, 0);
  if (item && item != KR_STOP) s->state = 1;
  return item;
}

static Value takewhile_next(Ctx *ctx, Value self) {
  Selector *s = selector_of(self);
  if (s->state) return KR_STOP;
  Value item = kr_next(ctx, s->iter);
  if (!item || item == KR_STOP) return item;
  int truth = verdict(ctx, s, item);
  if (truth == 1) return item;
  kr_unref(ctx, item);
  if (truth < 0) return 0;
  s->state = 1;
  return KR_STOP;
}

static Value starmap_next(Ctx *ctx, Value self) {
  Selector *s = selector_of(self);
  Value item = kr_next(ctx, s->iter);
  if (!item || item == KR_STOP) return item;
  Value args = kr_to_tuple(ctx, item);
  kr_unref(ctx, item);
  if (!args) return 0;
  Value result = kr_call(ctx, s->function, tuple_of(args)->items, (size_t)tuple_of(args)->len, 0);
  kr_unref(ctx, args);
  return result;
}

/* compress: function is the data's iterator, iter the selectors'. */
static Value compress_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  if (kr_bind(ctx, "compress", "data, selectors", &parsed, args, nargs, kwnames, a)) return 0;
  Value data = kr_iter(ctx, a[0]), selectors = data ? kr_iter(ctx, a[1]) : 0;
  Selector *s = selectors ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!s) {
    kr_unref(ctx, data);
    kr_unref(ctx, selectors);
    return 0;
  }
  s->function = data;
  s->iter = selectors;
  return kr_val(s);
}

static Value compress_next(Ctx *ctx, Value self) {
  Selector *s = selector_of(self);
  for (;;) {
    Value item = kr_next(ctx, s->function);
    if (!item || item == KR_STOP) return item;
    Value selector = kr_next(ctx, s->iter);
    int keep = !selector || selector == KR_STOP ? -1 : kr_truth(ctx, selector);
    if (keep > 0) return kr_unref(ctx, selector), item;
    kr_unref(ctx, item);
    if (keep < 0) return selector == KR_STOP ? KR_STOP : (kr_unref(ctx, selector), 0);
    kr_unref(ctx, selector);
  }
}

#define SELECTOR(name_, methods_, doc_)                                                                    \
  static Value name_##_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {         \
    return selector_make(ctx, type, #name_, &kr_type_it_##name_, args, nargs, kwnames);                    \
  }                                                                                                        \
  SELECTOR_TYPE(name_, methods_, doc_)
#define SELECTOR_TYPE(name_, methods_, doc_)                                                               \
  Type kr_type_it_##name_ = {                                                                              \
    TYPE_HEAD(it_##name_, "itertools." #name_), .doc = doc_,                                     \
    .flags = T_BASETYPE | T_GC | T_IMMUTABLE, .size = sizeof(Selector), .methods = methods_,               \
    .new = name_##_new, .iter = iter_self, .next = name_##_next, OWNING_SLOTS(selector),                   \
  };
SELECTOR(dropwhile, stateful_methods, "dropwhile(predicate, iterable): the items from the first that the predicate refuses.")
SELECTOR(takewhile, stateful_methods, "takewhile(predicate, iterable): the items before the first that the predicate refuses.")
SELECTOR(filterfalse, selector_methods, "filterfalse(predicate or None, iterable): the items for which the predicate is false.")
SELECTOR(starmap, selector_methods, "starmap(function, iterable): function(*item) of each item.")
SELECTOR_TYPE(compress, selector_methods, "compress(data, selectors): the data whose selector is true.")

/* ---- islice ---- */

typedef struct { Object ob; Value iter; int64_t next, stop, step, count; } Islice; /* iter 0: exhausted; stop -1: none */
static Islice *islice_of(Value v) { return (Islice *)kr_obj(v); }

/* A number below lowest is left to the caller, whose message differs. */
static int islice_bound(Ctx *ctx, Value v, int64_t none, int64_t *out, int64_t lowest, const char *message) {
  *out = none;
  if (v == KR_None) return 0;
  Value index = kr_is_anyint(v) || kr_type_of(v)->to_index ? kr_index(ctx, v) : 0;
  int failed = !index || int_to_i64(ctx, index, out) || (*out < 0 && *out >= lowest);
  kr_unref(ctx, index);
  if (!failed) return 0;
  kr_clear_exc(ctx);
  kr_raise(ctx, &kr_type_ValueError, message);
  return -1;
}

static int islice_bounds(Ctx *ctx, const Value *args, size_t nargs, Islice *bounds) {
  const char *indices = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
  const char *stop = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
  const char *step = "Step for islice() must be a positive integer or None.";
  Value last = args[nargs == 2 ? 1 : 2];
  if (islice_bound(ctx, last, -1, &bounds->stop, -1, stop)) return -1;
  if (nargs > 2 && islice_bound(ctx, args[1], 0, &bounds->next, INT64_MIN, indices)) return -1;
  if (bounds->stop < -1) return kr_raise(ctx, &kr_type_ValueError, indices), -1;
  if (nargs < 4) return 0;
  if (islice_bound(ctx, args[3], 1, &bounds->step, INT64_MIN, step)) return -1;
  return bounds->step < 1 ? (kr_raise(ctx, &kr_type_ValueError, step), -1) : 0;
}

static Value islice_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->init == kr_type_it_islice.init && iter_no_keywords(ctx, "islice", kwnames)) return 0;
  if (nargs < 2) return kr_raise(ctx, &kr_type_TypeError, "islice expected at least 2 arguments, got %zu", nargs);
  if (nargs > 4) return kr_raise(ctx, &kr_type_TypeError, "islice expected at most 4 arguments, got %zu", nargs);
  Islice bounds = {.step = 1};
  if (islice_bounds(ctx, args, nargs, &bounds)) return 0;
  Value iter = kr_iter(ctx, args[0]);
  Islice *s = iter ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!s) return kr_unref(ctx, iter), 0;
  s->iter = iter;
  s->next = bounds.next;
  s->stop = bounds.stop;
  s->step = bounds.step;
  return kr_val(s);
}

static Value islice_next(Ctx *ctx, Value self) {
  Islice *s = islice_of(self);
  if (!s->iter) return KR_STOP;
  Value item = KR_STOP;
  for (; s->count < s->next; s->count++) {
    item = kr_next(ctx, s->iter);
    if (!item) return 0;
    if (item == KR_STOP) goto exhausted;
    kr_unref(ctx, item);
  }
  if (s->stop >= 0 && s->count >= s->stop) goto exhausted;
  item = kr_next(ctx, s->iter);
  if (!item) return 0;
  if (item == KR_STOP) goto exhausted;
  s->count++;
  if (__builtin_add_overflow(s->next, s->step, &s->next) || (s->stop >= 0 && s->next > s->stop)) s->next = s->stop;
  return item;
exhausted:
  kr_clear(ctx, &s->iter);
  return KR_STOP;
}

static Value islice_reduce(Ctx *ctx, Value self, const Value *a) {
  const Islice *s = islice_of(self);
  Value type = kr_ref(kr_val(kr_type_of(self)));
  if (!s->iter) {
    Value nothing = tuple_new(ctx, 0), iter = nothing ? kr_iter(ctx, nothing) : 0;
    kr_unref(ctx, nothing);
    return tuple_of_stolen(ctx, 3, type, iter ? pair_steal(ctx, iter, kr_int(0)) : 0, kr_int(0));
  }
  Value stop = s->stop < 0 ? KR_None : int_from_i64(ctx, s->stop);
  Value args = tuple_of_stolen(ctx, 4, kr_ref(s->iter), int_from_i64(ctx, s->next), stop, int_from_i64(ctx, s->step));
  return tuple_of_stolen(ctx, 3, type, args, int_from_i64(ctx, s->count));
}

static Value islice_setstate(Ctx *ctx, Value self, const Value *a) {
  return kr_index_i64(ctx, a[0], &islice_of(self)->count) ? 0 : KR_None;
}

OWNS(islice, Islice, iter, 1)

static const Method islice_methods[] = {
  {"__reduce__", islice_reduce, "", "State for pickling."},
  {"__setstate__", islice_setstate, "state, /", "Set the count."},
  {0},
};

Type kr_type_it_islice = {
  TYPE_HEAD(it_islice, "itertools.islice"),
  .doc = "islice(iterable, stop) or islice(iterable, start, stop[, step]): as slicing, from an iterator.",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Islice),
  .methods = islice_methods,
  .new = islice_new,
  .iter = iter_self,
  .next = islice_next,
  OWNING_SLOTS(islice),
};
