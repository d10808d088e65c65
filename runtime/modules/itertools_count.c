/* itertools: count, cycle, repeat and accumulate. */
#include "../objects/iter.h"

/* ---- count ---- */

typedef struct { Object ob; Value next, step; } Count;
static Count *count_of(Value v) { return (Count *)kr_obj(v); }

static int is_number(Value v) {
  const Type *t = kr_type_of(v);
  return t->to_index || t->to_int || t->to_float || kr_instance_of(v, &kr_type_complex);
}

static Value count_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  if (kr_bind(ctx, "count", "start=0, step=1", &parsed, args, nargs, kwnames, a)) return 0;
  if ((a[0] && !is_number(a[0])) || (a[1] && !is_number(a[1]))) {
    return kr_raise(ctx, &kr_type_TypeError, "a number is required");
  }
  Count *c = kr_alloc_instance(ctx, type, 0);
  if (!c) return 0;
  c->next = a[0] ? kr_ref(a[0]) : kr_int(0);
  c->step = a[1] ? kr_ref(a[1]) : kr_int(1);
  return kr_val(c);
}

static Value count_next(Ctx *ctx, Value self) {
  Count *c = count_of(self);
  Value now = c->next, next;
  if (KR_LIKELY(kr_both_int(now, c->step))) next = int_from_i64(ctx, kr_int_of(now) + kr_int_of(c->step));
  else next = kr_binary(ctx, now, c->step, BIN_add);
  if (!next) return 0;
  c->next = next;
  return now;
}

static Value count_repr(Ctx *ctx, Value self) {
  const Count *c = count_of(self);
  if (c->step == kr_int(1)) return str_format_c(ctx, "%s(%R)", short_name(self), c->next);
  return str_format_c(ctx, "%s(%R, %R)", short_name(self), c->next, c->step);
}

static Value count_reduce(Ctx *ctx, Value self, const Value *a) {
  const Count *c = count_of(self);
  Value args = tuple_pack(ctx, c->step == kr_int(1) ? 1 : 2, c->next, c->step);
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(kr_type_of(self))), args);
}

OWNS(count, Count, next, 2)

static const Method count_methods[] = {
  {"__reduce__", count_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_it_count = {
  TYPE_HEAD(it_count, "itertools.count"),
  .doc = "count(start=0, step=1): start, start + step, and so on without end.",
  .sig = "start=0, step=1",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Count),
  .methods = count_methods,
  .new = count_new,
  .repr = count_repr,
  .iter = iter_self,
  .next = count_next,
  OWNING_SLOTS(count),
};

/* ---- cycle ---- */

typedef struct { Object ob; Value iter, saved; int64_t index; int first_pass; } Cycle; /* iter 0: exhausted */
static Cycle *cycle_of(Value v) { return (Cycle *)kr_obj(v); }

static Value cycle_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->init == kr_type_it_cycle.init && iter_no_keywords(ctx, "cycle", kwnames)) return 0;
  if (nargs != 1) return kr_raise(ctx, &kr_type_TypeError, "cycle expected 1 argument, got %zu", nargs);
  Value iter = kr_iter(ctx, args[0]), saved = iter ? list_new(ctx, 0) : 0;
  Cycle *c = saved ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!c) {
    kr_unref(ctx, iter);
    kr_unref(ctx, saved);
    return 0;
  }
  c->iter = iter;
  c->saved = saved;
  return kr_val(c);
}

static Value cycle_next(Ctx *ctx, Value self) {
  Cycle *c = cycle_of(self);
  if (c->iter) {
    Value item = kr_next(ctx, c->iter);
    if (item == KR_STOP) kr_clear(ctx, &c->iter);
    else if (item && !c->first_pass && list_append(ctx, c->saved, item)) kr_clear(ctx, &item);
    if (item != KR_STOP) return item;
  }
  if (!c->saved || !list_of(c->saved)->len) return KR_STOP;
  if (c->index >= list_of(c->saved)->len) c->index = 0;
  return kr_ref(list_of(c->saved)->items[c->index++]);
}

/* (cycle, (iterator,), (saved, first_pass)); after the first round the iterator is one over what was
 * saved, from the place reached. */
static Value cycle_reduce(Ctx *ctx, Value self, const Value *a) {
  Cycle *c = cycle_of(self);
  Value iter = c->iter ? kr_ref(c->iter) : kr_iter(ctx, c->saved);
  if (iter && !c->iter) ((SeqIterator *)kr_obj(iter))->index = c->index;
  Value args = iter ? tuple_of_stolen(ctx, 1, iter) : 0;
  Value state = tuple_pack(ctx, 2, c->saved, kr_int(c->iter ? c->first_pass : 1));
  return tuple_of_stolen(ctx, 3, kr_ref(kr_val(kr_type_of(self))), args, state);
}

static Value cycle_setstate(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_flag(a[0], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "state is not a tuple");
  const Tuple *t = tuple_of(a[0]);
  if (t->len != 2 || !kr_has_flag(t->items[0], T_LIST)) {
    return kr_raise(ctx, &kr_type_TypeError, "invalid arguments");
  }
  int64_t first_pass;
  if (kr_index_i64(ctx, t->items[1], &first_pass)) return 0;
  kr_set(ctx, &cycle_of(self)->saved, kr_ref(t->items[0]));
  cycle_of(self)->first_pass = first_pass != 0;
  cycle_of(self)->index = 0;
  return KR_None;
}

OWNS(cycle, Cycle, iter, 2)

static const Method cycle_methods[] = {
  {"__reduce__", cycle_reduce, "", "State for pickling."},
  {"__setstate__", cycle_setstate, "state, /", "Set the state."},
  {0},
};

Type kr_type_it_cycle = {
  TYPE_HEAD(it_cycle, "itertools.cycle"),
  .doc = "The items of an iterable, over and over again.",
  .sig = "iterable, /",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Cycle),
  .methods = cycle_methods,
  .new = cycle_new,
  .iter = iter_self,
  .next = cycle_next,
  OWNING_SLOTS(cycle),
};

/* ---- repeat ---- */

typedef struct { Object ob; Value element; int64_t left; /* negative: for ever */ } Repeat;
static Repeat *repeat_of(Value v) { return (Repeat *)kr_obj(v); }

static Value repeat_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  int64_t times = -1;
  if (kr_bind(ctx, "repeat", "object, times=0", &parsed, args, nargs, kwnames, a)) return 0;
  if (a[1] && kr_index_i64(ctx, a[1], &times)) return 0;
  Repeat *r = kr_alloc_instance(ctx, type, 0);
  if (!r) return 0;
  r->element = kr_ref(a[0]);
  r->left = a[1] && times < 0 ? 0 : times;
  return kr_val(r);
}

static Value repeat_next(Ctx *ctx, Value self) {
  Repeat *r = repeat_of(self);
  if (!r->left) return KR_STOP;
  if (r->left > 0) r->left--;
  return kr_ref(r->element);
}

static Value repeat_repr(Ctx *ctx, Value self) {
  const Repeat *r = repeat_of(self);
  if (r->left < 0) return str_format_c(ctx, "%s(%R)", short_name(self), r->element);
  return str_format_c(ctx, "%s(%R, %lld)", short_name(self), r->element, (long long)r->left);
}

static Value repeat_hint(Ctx *ctx, Value self, const Value *a) {
  if (repeat_of(self)->left < 0) return kr_raise(ctx, &kr_type_TypeError, "len() of unsized object");
  return kr_int(repeat_of(self)->left);
}

static Value repeat_reduce(Ctx *ctx, Value self, const Value *a) {
  const Repeat *r = repeat_of(self);
  Value args = tuple_pack(ctx, r->left < 0 ? 1 : 2, r->element, kr_int(r->left));
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(kr_type_of(self))), args);
}

OWNS(repeat, Repeat, element, 1)

static const Method repeat_methods[] = {
  {"__length_hint__", repeat_hint, "", "How many items are left."},
  {"__reduce__", repeat_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_it_repeat = {
  TYPE_HEAD(it_repeat, "itertools.repeat"),
  .doc = "repeat(object[, times]): the same object again and again.",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Repeat),
  .methods = repeat_methods,
  .new = repeat_new,
  .repr = repeat_repr,
  .iter = iter_self,
  .next = repeat_next,
  OWNING_SLOTS(repeat),
};

/* ---- accumulate ---- */

typedef struct { Object ob; Value iter, function, total, initial; } Accumulate; /* function, total, initial may be 0 */
static Accumulate *accumulate_of(Value v) { return (Accumulate *)kr_obj(v); }

static Value accumulate_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[3];
  if (kr_bind(ctx, "accumulate", "iterable, func=None, *, initial=None", &parsed, args, nargs, kwnames, a)) return 0;
  Value iter = kr_iter(ctx, a[0]);
  Accumulate *acc = iter ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!acc) return kr_unref(ctx, iter), 0;
  acc->iter = iter;
  if (a[1] && a[1] != KR_None) acc->function = kr_ref(a[1]);
  if (a[2] && a[2] != KR_None) acc->initial = kr_ref(a[2]);
  return kr_val(acc);
}

static Value accumulate_next(Ctx *ctx, Value self) {
  Accumulate *acc = accumulate_of(self);
  if (acc->initial) {
    kr_set(ctx, &acc->total, acc->initial);
    acc->initial = 0;
    return kr_ref(acc->total);
  }
  Value item = kr_next(ctx, acc->iter);
  if (!item || item == KR_STOP) return item;
  if (acc->total) {
    Value sum = acc->function ? kr_call2(ctx, acc->function, acc->total, item) : kr_binary(ctx, acc->total, item, BIN_add);
    kr_unref(ctx, item);
    if (!sum) return 0;
    item = sum;
  }
  kr_set(ctx, &acc->total, kr_ref(item));
  return item;
}

/* iter with one item in front: itertools.chain((item,), iter). */
static Value with_first(Ctx *ctx, Value item, Value iter) {
  Value first = tuple_pack(ctx, 1, item);
  Value chain = first ? kr_call2(ctx, kr_val(&kr_type_it_chain), first, iter) : 0;
  kr_unref(ctx, first);
  return chain;
}

/* None as state would mean that there is no total yet: islice(accumulate(chain((None,), iter), f), 1, None). */
static Value reduce_after_none(Ctx *ctx, Value self, const Accumulate *acc) {
  Value iter = with_first(ctx, KR_None, acc->iter);
  Value again = iter ? kr_call2(ctx, kr_val(kr_type_of(self)), iter, acc->function ? acc->function : KR_None) : 0;
  kr_unref(ctx, iter);
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(&kr_type_it_islice)), again ? tuple_of_stolen(ctx, 3, again, kr_int(1), KR_None) : 0);
}

static Value accumulate_reduce(Ctx *ctx, Value self, const Value *a) {
  const Accumulate *acc = accumulate_of(self);
  if (acc->total == KR_None && !acc->initial) return reduce_after_none(ctx, self, acc);
  Value iter = acc->initial ? with_first(ctx, acc->initial, acc->iter) : kr_ref(acc->iter);
  Value args = iter ? pair_steal(ctx, iter, acc->function ? kr_ref(acc->function) : KR_None) : 0;
  return tuple_of_stolen(ctx, 3, kr_ref(kr_val(kr_type_of(self))), args, acc->total ? kr_ref(acc->total) : KR_None);
}

static Value accumulate_setstate(Ctx *ctx, Value self, const Value *a) {
  kr_set(ctx, &accumulate_of(self)->total, a[0] == KR_None ? 0 : kr_ref(a[0]));
  return KR_None;
}

OWNS(accumulate, Accumulate, iter, 4)

static const Method accumulate_methods[] = {
  {"__reduce__", accumulate_reduce, "", "State for pickling."},
  {"__setstate__", accumulate_setstate, "state, /", "Set the total."},
  {0},
};

Type kr_type_it_accumulate = {
  TYPE_HEAD(it_accumulate, "itertools.accumulate"),
  .doc = "Running sums, or what another function of two makes of the items.",
  .sig = "iterable, func=None, *, initial=None",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Accumulate),
  .methods = accumulate_methods,
  .new = accumulate_new,
  .iter = iter_self,
  .next = accumulate_next,
  OWNING_SLOTS(accumulate),
};
