/* itertools: chain, zip_longest and pairwise. */
#include "../objects/iter.h"

/* ---- chain ---- */

typedef struct { Object ob; Value source, active; } Chain; /* an iterator of iterables; source 0: exhausted */
static Chain *chain_of(Value v) { return (Chain *)kr_obj(v); }

/* Takes over source. */
static Value chain_make(Ctx *ctx, Type *type, Value source) {
  Chain *c = source ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!c) return kr_unref(ctx, source), 0;
  c->source = source;
  return kr_val(c);
}

static Value chain_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->init == kr_type_it_chain.init && iter_no_keywords(ctx, "chain", kwnames)) return 0;
  Value iterables = tuple_from(ctx, args, nargs), source = iterables ? kr_iter(ctx, iterables) : 0;
  kr_unref(ctx, iterables);
  return chain_make(ctx, type, source);
}

static Value chain_from_iterable(Ctx *ctx, Value cls, const Value *a) {
  return chain_make(ctx, kr_as_type(cls), kr_iter(ctx, a[0]));
}

/* The next iterable of the source becomes active.  1, 0 at the end, -1. */
static int chain_advance(Ctx *ctx, Chain *c) {
  Value iterable = kr_next(ctx, c->source);
  if (!iterable || iterable == KR_STOP) {
    kr_clear(ctx, &c->source);
    return iterable ? 0 : -1;
  }
  Value iter = kr_iter(ctx, iterable);
  kr_unref(ctx, iterable);
  if (!iter) return kr_clear(ctx, &c->source), -1;
  kr_set(ctx, &c->active, iter);
  return 1;
}

static Value chain_next(Ctx *ctx, Value self) {
  Chain *c = chain_of(self);
  while (c->source) {
    if (!c->active) {
      int more = chain_advance(ctx, c);
      if (more <= 0) return more ? 0 : KR_STOP;
    }
    Value item = kr_next(ctx, c->active);
    if (item != KR_STOP) return item;
    kr_clear(ctx, &c->active);
  }
  return KR_STOP;
}

static Value chain_reduce(Ctx *ctx, Value self, const Value *a) {
  const Chain *c = chain_of(self);
  Value type = kr_ref(kr_val(kr_type_of(self))), nothing = tuple_new(ctx, 0);
  if (!c->source) return tuple_of_stolen(ctx, 2, type, nothing);
  return tuple_of_stolen(ctx, 3, type, nothing, tuple_pack(ctx, c->active ? 2 : 1, c->source, c->active));
}

static Value chain_setstate(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_flag(a[0], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "state is not a tuple");
  const Tuple *t = tuple_of(a[0]);
  if (t->len < 1 || t->len > 2) return kr_raise(ctx, &kr_type_TypeError, "invalid state");
  for (int64_t i = 0; i < t->len; i++) {
    if (!kr_type_of(t->items[i])->next) return kr_raise(ctx, &kr_type_TypeError, "Arguments must be iterators.");
  }
  kr_set(ctx, &chain_of(self)->source, kr_ref(t->items[0]));
  kr_set(ctx, &chain_of(self)->active, t->len > 1 ? kr_ref(t->items[1]) : 0);
  return KR_None;
}

OWNS(chain, Chain, source, 2)

static const Method chain_methods[] = {
  {"from_iterable", chain_from_iterable, "iterable, /", "chain of the iterables that an iterable gives, taken one after the other.", M_CLASS},
  {"__reduce__", chain_reduce, "", "State for pickling."},
  {"__setstate__", chain_setstate, "state, /", "Set the state."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

Type kr_type_it_chain = {
  TYPE_HEAD(it_chain, "itertools.chain"),
  .doc = "chain(*iterables): the items of the first, then those of the second, and so on.",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Chain),
  .methods = chain_methods,
  .new = chain_new,
  .iter = iter_self,
  .next = chain_next,
  OWNING_SLOTS(chain),
};

/* ---- zip_longest ---- */

typedef struct { Object ob; Value iters, fill; int64_t active; } ZipLongest; /* an exhausted iterator's slot is 0 */
static ZipLongest *longest_of(Value v) { return (ZipLongest *)kr_obj(v); }

static int parse_fill(Ctx *ctx, const Value *values, Value kwnames, Value *fill) {
  *fill = KR_None;
  int64_t n = kwnames ? tuple_of(kwnames)->len : 0;
  if (!n) return 0;
  if (n > 1 || !str_equal_ascii(tuple_of(kwnames)->items[0], "fillvalue")) {
    kr_raise(ctx, &kr_type_TypeError, "zip_longest() got an unexpected keyword argument");
    return -1;
  }
  *fill = values[0];
  return 0;
}

static Value longest_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  Value fill;
  if (parse_fill(ctx, args + nargs, kwnames, &fill)) return 0;
  Value iters = iter_each(ctx, args, nargs);
  ZipLongest *z = iters ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!z) return kr_unref(ctx, iters), 0;
  z->iters = iters;
  z->fill = kr_ref(fill);
  z->active = (int64_t)nargs;
  return kr_val(z);
}

/* The item for column i; KR_STOP when no iterator is left. */
static Value longest_item(Ctx *ctx, ZipLongest *z, int64_t i) {
  Value *iter = &tuple_of(z->iters)->items[i];
  Value item = *iter ? kr_next(ctx, *iter) : kr_ref(z->fill);
  if (!item) return z->active = 0, (Value)0;
  if (item != KR_STOP) return item;
  z->active--;
  if (!z->active) return KR_STOP;
  kr_clear(ctx, iter);
  return kr_ref(z->fill);
}

static Value longest_next(Ctx *ctx, Value self) {
  ZipLongest *z = longest_of(self);
  if (!z->active) return KR_STOP;
  int64_t n = tuple_of(z->iters)->len;
  Value row = tuple_new(ctx, (size_t)n);
  for (int64_t i = 0; row && i < n; i++) {
    Value item = longest_item(ctx, z, i);
    if (!item || item == KR_STOP) return kr_unref(ctx, row), item;
    tuple_of(row)->items[i] = item;
  }
  return row;
}

static Value longest_reduce(Ctx *ctx, Value self, const Value *a) {
  const ZipLongest *z = longest_of(self);
  int64_t n = tuple_of(z->iters)->len;
  Value args = tuple_new(ctx, (size_t)n);
  for (int64_t i = 0; args && i < n; i++) {
    Value iter = tuple_of(z->iters)->items[i];
    tuple_of(args)->items[i] = iter ? kr_ref(iter) : tuple_new(ctx, 0);
  }
  return tuple_of_stolen(ctx, 3, kr_ref(kr_val(kr_type_of(self))), args, kr_ref(z->fill));
}

static Value longest_setstate(Ctx *ctx, Value self, const Value *a) {
  kr_set(ctx, &longest_of(self)->fill, kr_ref(a[0]));
  return KR_None;
}

OWNS(longest, ZipLongest, iters, 2)

static const Method longest_methods[] = {
  {"__reduce__", longest_reduce, "", "State for pickling."},
  {"__setstate__", longest_setstate, "state, /", "Set the fill value."},
  {0},
};

Type kr_type_it_zip_longest = {
  TYPE_HEAD(it_zip_longest, "itertools.zip_longest"),
  .doc = "zip_longest(*iterables, fillvalue=None): as zip, but until the longest ends.",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(ZipLongest),
  .methods = longest_methods,
  .new = longest_new,
  .iter = iter_self,
  .next = longest_next,
  OWNING_SLOTS(longest),
};

/* ---- pairwise ---- */

typedef struct { Object ob; Value iter, last; } Pairwise;
static Pairwise *pairwise_of(Value v) { return (Pairwise *)kr_obj(v); }

static Value pairwise_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->init == kr_type_it_pairwise.init && iter_no_keywords(ctx, "pairwise", kwnames)) return 0;
  if (nargs != 1) return kr_raise(ctx, &kr_type_TypeError, "pairwise expected 1 argument, got %zu", nargs);
  Value iter = kr_iter(ctx, args[0]);
  Pairwise *p = iter ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!p) return kr_unref(ctx, iter), 0;
  p->iter = iter;
  return kr_val(p);
}

static Value pairwise_next(Ctx *ctx, Value self) {
  Pairwise *p = pairwise_of(self);
  if (!p->iter) return KR_STOP;
  if (!p->last) {
    Value first = kr_next(ctx, p->iter);
    if (!first || first == KR_STOP) return first ? (kr_clear(ctx, &p->iter), KR_STOP) : 0;
    kr_set(ctx, &p->last, first);
    if (!p->iter) return KR_STOP;
  }
  Value before = kr_ref(p->last), item = kr_next(ctx, p->iter);
  if (!item || item == KR_STOP) {
    kr_unref(ctx, before);
    if (item) kr_clear(ctx, &p->iter), kr_clear(ctx, &p->last);
    return item;
  }
  kr_set(ctx, &p->last, kr_ref(item));
  return pair_steal(ctx, before, item);
}

OWNS(pairwise, Pairwise, iter, 2)

Type kr_type_it_pairwise = {
  TYPE_HEAD(it_pairwise, "itertools.pairwise"),
  .doc = "Overlapping pairs of neighbouring items.",
  .sig = "iterable, /",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Pairwise),
  .new = pairwise_new,
  .iter = iter_self,
  .next = pairwise_next,
  OWNING_SLOTS(pairwise),
};
