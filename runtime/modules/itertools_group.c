/* itertools: groupby with its groups, and tee with the data that its iterators share. */
#include "../objects/iter.h"

/* ---- groupby ---- */

typedef struct {
  Object ob;
  Value iter, key_function;         /* key_function may be None */
  Value target_key, key, value;     /* key of the group handed out last; key and value of the current item (0: none) */
  Object *group;                    /* the group that may still take items; not owned */
} GroupBy;
typedef struct { Object ob; Value parent, target_key; } Group;

static GroupBy *groupby_of(Value v) { return (GroupBy *)kr_obj(v); }

static Value groupby_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  if (kr_bind(ctx, "groupby", "iterable, key=None", &parsed, args, nargs, kwnames, a)) return 0;
  Value iter = kr_iter(ctx, a[0]);
  GroupBy *g = iter ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!g) return kr_unref(ctx, iter), 0;
  g->iter = iter;
  g->key_function = a[1] ? kr_ref(a[1]) : KR_None;
  return kr_val(g);
}

/* Fetches the next item and its key: 1, 0 at the end, -1. */
static int groupby_step(Ctx *ctx, GroupBy *g) {
  Value value = kr_next(ctx, g->iter);
  if (!value || value == KR_STOP) return value ? 0 : -1;
  Value key = g->key_function == KR_None ? kr_ref(value) : kr_call1(ctx, g->key_function, value);
  if (!key) return kr_unref(ctx, value), -1;
  kr_set(ctx, &g->value, value);
  kr_set(ctx, &g->key, key);
  return 1;
}

static int same_key(Ctx *ctx, Value a, Value b) {
  kr_ref(a);
  kr_ref(b);
  int same = kr_compare_bool(ctx, a, b, CMP_eq);
  kr_unref(ctx, a);
  kr_unref(ctx, b);
  return same;
}

static Value group_new(Ctx *ctx, GroupBy *g) {
  Group *group = kr_alloc_gc(ctx, SHAPE_it_grouper, sizeof(Group));
  if (!group) return 0;
  group->parent = kr_ref(kr_val(g));
  group->target_key = kr_ref(g->target_key);
  g->group = &group->ob;
  return kr_val(group);
}

static Value groupby_next(Ctx *ctx, Value self) {
  GroupBy *g = groupby_of(self);
  g->group = NULL;
  for (;;) { /* skip what is left of the group before */
    if (g->key) {
      int same = g->target_key ? same_key(ctx, g->target_key, g->key) : 0;
      if (same < 0) return 0;
      if (!same) break;
    }
    int more = groupby_step(ctx, g);
    if (more <= 0) return more ? 0 : KR_STOP;
  }
  kr_set(ctx, &g->target_key, kr_ref(g->key));
  Value key = kr_ref(g->key), group = group_new(ctx, g);
  return tuple_of_stolen(ctx, 2, key, group);
}

static Value groupby_reduce(Ctx *ctx, Value self, const Value *a) {
  const GroupBy *g = groupby_of(self);
  Value type = kr_ref(kr_val(kr_type_of(self))), args = tuple_pack(ctx, 2, g->iter, g->key_function);
  if (!g->target_key || !g->key || !g->value) return tuple_of_stolen(ctx, 2, type, args);
  return tuple_of_stolen(ctx, 3, type, args, tuple_pack(ctx, 3, g->value, g->target_key, g->key));
}

static Value groupby_setstate(Ctx *ctx, Value self, const Value *a) {
  GroupBy *g = groupby_of(self);
  if (!kr_has_flag(a[0], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "state is not a tuple");
  const Tuple *t = tuple_of(a[0]);
  if (t->len != 3) return kr_raise(ctx, &kr_type_TypeError, "function takes exactly 3 arguments (%lld given)", (long long)t->len);
  kr_set(ctx, &g->value, kr_ref(t->items[0]));
  kr_set(ctx, &g->target_key, kr_ref(t->items[1]));
  kr_set(ctx, &g->key, kr_ref(t->items[2]));
  return KR_None;
}

OWNS(groupby, GroupBy, iter, 5)

static const Method groupby_methods[] = {
  {"__reduce__", groupby_reduce, "", "State for pickling."},
  {"__setstate__", groupby_setstate, "state, /", "Set the state."},
  {0},
};

Type kr_type_it_groupby = {
  TYPE_HEAD(it_groupby, "itertools.groupby"),
  .doc = "groupby(iterable, key=None): pairs of a key and an iterator over the neighbours that share it.",
  .sig = "iterable, key=None",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(GroupBy),
  .methods = groupby_methods,
  .new = groupby_new,
  .iter = iter_self,
  .next = groupby_next,
  OWNING_SLOTS(groupby),
};

static Value group_next(Ctx *ctx, Value self) {
  Group *group = (Group *)kr_obj(self);
  GroupBy *g = groupby_of(group->parent);
  if (g->group != &group->ob) return KR_STOP;
  if (!g->value) {
    int more = groupby_step(ctx, g);
    if (more <= 0) return more ? 0 : KR_STOP;
  }
  int same = same_key(ctx, group->target_key, g->key);
  if (same <= 0) return same ? 0 : KR_STOP;
  Value value = g->value;
  g->value = 0;
  kr_clear(ctx, &g->key);
  return value ? value : KR_STOP; /* the comparison itself may have taken it */
}

static Value group_reduce(Ctx *ctx, Value self, const Value *a) {
  Group *group = (Group *)kr_obj(self);
  if (groupby_of(group->parent)->group != &group->ob) return iter_reduce(ctx, "iter", tuple_new(ctx, 0), -1);
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(kr_type_of(self))), tuple_pack(ctx, 2, group->parent, group->target_key));
}

static Value group_new_slot(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  if (kr_bind(ctx, "_grouper", "parent, tgtkey, /", &parsed, args, nargs, kwnames, a)) return 0;
  if (!kr_instance_of(a[0], &kr_type_it_groupby)) {
    return kr_raise(ctx, &kr_type_TypeError, "_grouper() argument 1 must be itertools.groupby, not %T", a[0]);
  }
  Group *group = kr_alloc_instance(ctx, type, 0);
  if (!group) return 0;
  group->parent = kr_ref(a[0]);
  group->target_key = kr_ref(a[1]);
  groupby_of(a[0])->group = &group->ob;
  return kr_val(group);
}

OWNS(group, Group, parent, 2)

static const Method group_methods[] = {
  {"__reduce__", group_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_it_grouper = {
  TYPE_HEAD(it_grouper, "itertools._grouper"),
  .flags = T_GC | T_IMMUTABLE,
  .size = sizeof(Group),
  .methods = group_methods,
  .new = group_new_slot,
  .iter = iter_self,
  .next = group_next,
  OWNING_SLOTS(group),
};

/* ---- tee: a chain of blocks, filled by whichever iterator is ahead, freed behind the last ---- */

#define BLOCK 57
typedef struct { Object ob; Value iter, next /* block or 0 */, items[BLOCK]; int32_t count; int running; } TeeData;
typedef struct { Object ob; Value data; int32_t index; } Tee;

static TeeData *data_of(Value v) { return (TeeData *)kr_obj(v); }
static Tee *tee_of(Value v) { return (Tee *)kr_obj(v); }

static Value data_make(Ctx *ctx, Value iter) {
  TeeData *d = kr_alloc_gc(ctx, SHAPE_it_teedata, sizeof(TeeData));
  if (d) d->iter = kr_ref(iter);
  return kr_val(d);
}

static Value data_item(Ctx *ctx, TeeData *d, int32_t i) {
  if (i < d->count) return kr_ref(d->items[i]);
  if (d->running) return kr_raise(ctx, &kr_type_RuntimeError, "cannot re-enter the tee iterator");
  d->running = 1;
  Value item = kr_next(ctx, d->iter);
  d->running = 0;
  if (item && item != KR_STOP) d->items[d->count++] = kr_ref(item);
  return item;
}

static Value tee_make(Ctx *ctx, Type *type, Value data, int32_t index) {
  Tee *t = kr_alloc_instance(ctx, type, 0);
  if (!t) return 0;
  t->data = kr_ref(data);
  t->index = index;
  return kr_val(t);
}

static Value tee_over(Ctx *ctx, Type *type, Value iterable) {
  Value iter = kr_iter(ctx, iterable);
  if (!iter) return 0;
  if (kr_instance_of(iter, &kr_type_it_tee)) {
    Value copy = tee_make(ctx, type, tee_of(iter)->data, tee_of(iter)->index);
    kr_unref(ctx, iter);
    return copy;
  }
  Value data = data_make(ctx, iter), tee = data ? tee_make(ctx, type, data, 0) : 0;
  kr_unref(ctx, iter);
  kr_unref(ctx, data);
  return tee;
}

static Value tee_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (iter_no_keywords(ctx, "_tee", kwnames)) return 0;
  if (nargs != 1) return kr_raise(ctx, &kr_type_TypeError, "_tee expected 1 argument, got %zu", nargs);
  return tee_over(ctx, type, args[0]);
}

static Value tee_next(Ctx *ctx, Value self) {
  Tee *t = tee_of(self);
  if (t->index >= BLOCK) {
    TeeData *d = data_of(t->data);
    if (!d->next && !(d->next = data_make(ctx, d->iter))) return 0;
    kr_set(ctx, &t->data, kr_ref(d->next));
    t->index = 0;
  }
  Value item = data_item(ctx, data_of(t->data), t->index);
  if (item && item != KR_STOP) t->index++;
  return item;
}

static Value tee_copy(Ctx *ctx, Value self, const Value *a) {
  return tee_make(ctx, &kr_type_it_tee, tee_of(self)->data, tee_of(self)->index);
}

static Value tee_reduce(Ctx *ctx, Value self, const Value *a) {
  Value nothing = tuple_new(ctx, 0), args = nothing ? tuple_of_stolen(ctx, 1, nothing) : 0;
  Value state = tuple_pack(ctx, 2, tee_of(self)->data, kr_int(tee_of(self)->index));
  return tuple_of_stolen(ctx, 3, kr_ref(kr_val(kr_type_of(self))), args, state);
}

static Value tee_setstate(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_flag(a[0], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "state is not a tuple");
  const Tuple *t = tuple_of(a[0]);
  int64_t index;
  if (t->len != 2 || !kr_has_shape(t->items[0], SHAPE_it_teedata)) {
    return kr_raise(ctx, &kr_type_TypeError, "state must be a _tee_dataobject and an index");
  }
  if (kr_index_i64(ctx, t->items[1], &index)) return 0;
  if (index < 0 || index > BLOCK) return kr_raise(ctx, &kr_type_ValueError, "Index out of range");
  kr_set(ctx, &tee_of(self)->data, kr_ref(t->items[0]));
  tee_of(self)->index = (int32_t)index;
  return KR_None;
}

/* tee(iterable, n=2) */
Value itertools_tee(Ctx *ctx, Value self, const Value *a) {
  int64_t n = 2;
  if (a[1] && kr_index_i64(ctx, a[1], &n)) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "n must be >= 0");
  Value result = tuple_new(ctx, (size_t)n);
  if (!result || !n) return result;
  Value iter = kr_iter(ctx, a[0]), copier = iter ? kr_getattr_opt(ctx, iter, N(__copy__)) : 0;
  Value first = 0;
  if (copier == KR_ABSENT) {
    first = tee_over(ctx, &kr_type_it_tee, iter);
    copier = first ? kr_getattr(ctx, first, N(__copy__)) : 0;
  } else if (copier) {
    first = kr_ref(iter);
  }
  kr_unref(ctx, iter);
  int failed = !copier || !first;
  if (!failed) tuple_of(result)->items[0] = kr_ref(first);
  for (int64_t i = 1; !failed && i < n; i++) failed = !(tuple_of(result)->items[i] = kr_call0(ctx, copier));
  kr_unref(ctx, first);
  kr_unref(ctx, copier);
  if (failed) kr_clear(ctx, &result);
  return result;
}

OWNS(tee, Tee, data, 1)

static const Method tee_methods[] = {
  {"__copy__", tee_copy, "", "An independent iterator at the same place."},
  {"__reduce__", tee_reduce, "", "State for pickling."},
  {"__setstate__", tee_setstate, "state, /", "Set the state."},
  {0},
};

Type kr_type_it_tee = {
  TYPE_HEAD(it_tee, "itertools._tee"),
  .doc = "An iterator that can be copied.",
  .flags = T_GC | T_WEAKREF | T_IMMUTABLE,
  .size = sizeof(Tee),
  .methods = tee_methods,
  .new = tee_new,
  .iter = iter_self,
  .next = tee_next,
  OWNING_SLOTS(tee),
};

static Value data_new_slot(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[3];
  if (kr_bind(ctx, "_tee_dataobject", "it, values, next, /", &parsed, args, nargs, kwnames, a)) return 0;
  if (!kr_has_flag(a[1], T_LIST) || list_of(a[1])->len > BLOCK) return kr_raise(ctx, &kr_type_ValueError, "Invalid arguments");
  if (a[2] != KR_None && (list_of(a[1])->len != BLOCK || !kr_has_shape(a[2], SHAPE_it_teedata))) {
    return kr_raise(ctx, &kr_type_ValueError, "Invalid arguments");
  }
  Value data = data_make(ctx, a[0]);
  if (!data) return 0;
  TeeData *d = data_of(data);
  d->count = (int32_t)list_of(a[1])->len;
  for (int32_t i = 0; i < d->count; i++) d->items[i] = kr_ref(list_of(a[1])->items[i]);
  if (a[2] != KR_None) d->next = kr_ref(a[2]);
  return data;
}

static Value data_reduce(Ctx *ctx, Value self, const Value *a) {
  const TeeData *d = data_of(self);
  Value args = tuple_of_stolen(ctx, 3, kr_ref(d->iter), list_from(ctx, d->items, (size_t)d->count), d->next ? kr_ref(d->next) : KR_None);
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(&kr_type_it_teedata)), args);
}

OWNS(data, TeeData, iter, BLOCK + 2)

static const Method data_methods[] = {
  {"__reduce__", data_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_it_teedata = {
  TYPE_HEAD(it_teedata, "itertools._tee_dataobject"),
  .flags = T_GC | T_IMMUTABLE,
  .size = sizeof(TeeData),
  .methods = data_methods,
  .new = data_new_slot,
  OWNING_SLOTS(data),
};
