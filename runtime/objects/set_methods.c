/* The methods, operators and types of set and frozenset, and their iterator. */
#include "set.h"
#include "iter.h"

typedef struct { Object ob; Value set; size_t pos; uint32_t used; int64_t left; } SetIterator;

/* set or frozenset: what operations on subclasses give. */
static Type *plain_type(Value v) {
  return kr_subtype(kr_type_of(v), &kr_type_frozenset) ? &kr_type_frozenset : &kr_type_set;
}

/* ---- construction ---- */

static Value set_new_slot(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return set_alloc(ctx, type);
}

static int set_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value iterable;
  if (kr_bind(ctx, "set", "iterable=(), /", &parsed, args, nargs, kwnames, &iterable)) return -1;
  set_clear(ctx, self);
  return iterable ? set_update(ctx, self, iterable) : 0;
}

static Value frozenset_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value iterable = nargs ? args[0] : 0;
  if (type == &kr_type_frozenset || type->init == kr_type_frozenset.init) {
    if (kr_bind(ctx, "frozenset", "iterable=(), /", &parsed, args, nargs, kwnames, &iterable)) return 0;
  }
  if (iterable && type == &kr_type_frozenset && kr_has_shape(iterable, SHAPE_frozenset)) return kr_ref(iterable);
  return set_from(ctx, type, iterable);
}

/* ---- single keys ---- */

/* A set as a key stands for the frozenset of its items: called when hashing failed; new reference or 0. */
static Value frozen_key(Ctx *ctx, Value key) {
  if (!is_any_set(key) || !kr_catch(ctx, &kr_type_TypeError)) return 0;
  return set_copy_as(ctx, &kr_type_frozenset, key);
}

static int with_key(Ctx *ctx, Value self, Value key, int (*act)(Ctx *, Value, Value)) {
  int result = act(ctx, self, key);
  Value frozen = result < 0 ? frozen_key(ctx, key) : 0;
  if (!frozen) return result;
  result = act(ctx, self, frozen);
  kr_unref(ctx, frozen);
  return result;
}

static int set_contains_slot(Ctx *ctx, Value self, Value key) { return with_key(ctx, self, key, set_contains); }

static Value set_contains_m(Ctx *ctx, Value self, const Value *a) {
  int found = set_contains_slot(ctx, self, a[0]);
  return found < 0 ? 0 : kr_bool(found);
}

static Value set_add_m(Ctx *ctx, Value self, const Value *a) { return set_add(ctx, self, a[0]) ? 0 : KR_None; }

static Value set_discard_m(Ctx *ctx, Value self, const Value *a) {
  return with_key(ctx, self, a[0], set_discard) < 0 ? 0 : KR_None;
}

static Value set_remove_m(Ctx *ctx, Value self, const Value *a) {
  int removed = with_key(ctx, self, a[0], set_discard);
  if (removed < 0) return 0;
  return removed ? KR_None : kr_raise_key(ctx, a[0]);
}

static Value set_pop_m(Ctx *ctx, Value self, const Value *a) {
  Value key = set_take_any(self);
  return key ? key : kr_raise(ctx, &kr_type_KeyError, "pop from an empty set");
}

static Value set_clear_m(Ctx *ctx, Value self, const Value *a) {
  set_clear(ctx, self);
  return KR_None;
}

static Value set_copy_m(Ctx *ctx, Value self, const Value *a) { return set_copy_as(ctx, plain_type(self), self); }

static Value frozenset_copy_m(Ctx *ctx, Value self, const Value *a) {
  return kr_has_shape(self, SHAPE_frozenset) ? kr_ref(self) : set_copy_m(ctx, self, a);
}

/* ---- whole sets ---- */

static int64_t set_len(Ctx *ctx, Value self) { return set_of(self)->used; }

typedef int (*Update)(Ctx *, Value set, Value other);

/* Applies update to target for each of the others. */
static int update_with_each(Ctx *ctx, Value target, const Value *others, size_t n, Update update) {
  for (size_t i = 0; i < n; i++) {
    if (update(ctx, target, others[i])) return -1;
  }
  return 0;
}

/* Folds one operation over the others; a copy if there are none. */
typedef Value (*Combine)(Ctx *, Type *, Value set, Value other);
static Value combine_with_each(Ctx *ctx, Value self, const Value *others, size_t n, Combine combine) {
  Value result = n ? kr_ref(self) : set_copy_as(ctx, plain_type(self), self);
  for (size_t i = 0; result && i < n; i++) kr_set(ctx, &result, combine(ctx, plain_type(self), result, others[i]));
  return result;
}

static Value set_union(Ctx *ctx, Type *type, Value set, Value other) {
  Value result = set_copy_as(ctx, type, set);
  if (result && set_update(ctx, result, other)) kr_clear(ctx, &result);
  return result;
}

static Value set_symmetric(Ctx *ctx, Type *type, Value set, Value other) {
  Value result = set_from(ctx, type, other);
  if (result && set_symmetric_update(ctx, result, set)) kr_clear(ctx, &result);
  return result;
}

static int no_keywords(Ctx *ctx, const char *name, Value self, Value kwnames) {
  if (!kwnames || !tuple_of(kwnames)->len) return 0;
  kr_raise(ctx, &kr_type_TypeError, "%N.%s() takes no keyword arguments", plain_type(self), name);
  return -1;
}

/* The methods that take any number of iterables: one that changes the set, one that makes another. */
#define SET_METHODS(in_place, copying, update)                                                          \
  static Value set_##in_place##_m(Ctx *ctx, Value self, const Value *args, size_t n, Value kwnames) {     \
    if (no_keywords(ctx, #in_place, self, kwnames)) return 0;                                             \
    return update_with_each(ctx, self, args, n, update) ? 0 : KR_None;                                    \
  }                                                                                                       \
  static Value set_##copying##_m(Ctx *ctx, Value self, const Value *args, size_t n, Value kwnames) {      \
    if (no_keywords(ctx, #copying, self, kwnames)) return 0;                                              \
    return combine_with_each(ctx, self, args, n, set_##copying);                                                      \
  }
SET_METHODS(update, union, set_update)
SET_METHODS(intersection_update, intersection, set_intersection_update)
SET_METHODS(difference_update, difference, set_difference_update)

static Value set_symmetric_difference_update_m(Ctx *ctx, Value self, const Value *a) {
  return set_symmetric_update(ctx, self, a[0]) ? 0 : KR_None;
}

static Value set_symmetric_difference_m(Ctx *ctx, Value self, const Value *a) {
  return set_symmetric(ctx, plain_type(self), self, a[0]);
}

/* The binary operators want sets on both sides; a frozenset's in-place ones are left to the others. */
#define SET_OPERATOR(name, combine, update)                                              \
  static Value set_##name(Ctx *ctx, Value a, Value b) {                         \
    if (!is_any_set(a) || !is_any_set(b)) return KR_NotImplemented;             \
    return combine(ctx, plain_type(a), a, b);                                \
  }                                                                             \
  static Value set_inplace_##name(Ctx *ctx, Value a, Value b) {                 \
    if (!is_any_set(b)) return KR_NotImplemented;                               \
    return update(ctx, a, b) ? 0 : kr_ref(a);                                   \
  }
SET_OPERATOR(or, set_union, set_update)
SET_OPERATOR(and, set_intersection, set_intersection_update)
SET_OPERATOR(sub, set_difference, set_difference_update)
SET_OPERATOR(xor, set_symmetric, set_symmetric_update)

/* ---- tests ---- */

static Value set_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!is_any_set(a) || !is_any_set(b)) return KR_NotImplemented;
  uint32_t n = set_of(a)->used, m = set_of(b)->used;
  int truth = 0;
  switch (op) {
  case CMP_eq: case CMP_ne: truth = set_equal(ctx, a, b); break;
  case CMP_le: truth = set_is_subset(ctx, a, b); break;
  case CMP_ge: truth = set_is_subset(ctx, b, a); break;
  case CMP_lt: truth = n < m ? set_is_subset(ctx, a, b) : 0; break;
  case CMP_gt: truth = n > m ? set_is_subset(ctx, b, a) : 0; break;
  }
  if (truth < 0) return 0;
  return kr_bool(op == CMP_ne ? !truth : truth);
}

/* Runs a test of self against any iterable, as a set. */
static Value test_against(Ctx *ctx, Value self, Value other, int (*test)(Ctx *, Value self, Value set)) {
  Value set = is_any_set(other) ? kr_ref(other) : set_from(ctx, &kr_type_set, other);
  int truth = set ? test(ctx, self, set) : -1;
  kr_unref(ctx, set);
  return truth < 0 ? 0 : kr_bool(truth);
}

static int is_superset(Ctx *ctx, Value self, Value set) { return set_is_subset(ctx, set, self); }

static int is_disjoint(Ctx *ctx, Value self, Value set) {
  Value common = set_intersection(ctx, &kr_type_set, self, set);
  int empty = common ? set_of(common)->used == 0 : -1;
  kr_unref(ctx, common);
  return empty;
}

static Value set_issubset_m(Ctx *ctx, Value self, const Value *a) { return test_against(ctx, self, a[0], set_is_subset); }
static Value set_issuperset_m(Ctx *ctx, Value self, const Value *a) { return test_against(ctx, self, a[0], is_superset); }
static Value set_isdisjoint_m(Ctx *ctx, Value self, const Value *a) { return test_against(ctx, self, a[0], is_disjoint); }

static uint64_t scatter(uint64_t h) { return (h ^ 89869747 ^ h << 16) * 3644798167; }

/* Does not depend on the order of the items. */
static int64_t frozenset_hash(Ctx *ctx, Value self) {
  Set *s = set_of(self);
  if (s->hash) return (int64_t)s->hash;
  uint64_t hash = 0;
  size_t pos = 0;
  SetEntry e;
  while (set_next_entry(self, &pos, &e)) hash ^= scatter(e.hash);
  hash ^= (s->used + (uint64_t)1) * 1927868237;
  hash ^= hash >> 11 ^ hash >> 25;
  hash = hash * 69069 + 907133923;
  if (hash == UINT64_MAX) hash = 590923713;
  s->hash = hash;
  return (int64_t)hash;
}

/* ---- repr and the rest ---- */

static Value set_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  if (!set_of(self)->used) return str_format_c(ctx, "%T()", self);
  int entered = kr_repr_enter(ctx, &mark, self);
  if (entered) return entered < 0 ? 0 : str_format_c(ctx, "%T(...)", self);
  Value list = kr_to_list(ctx, self), text = list ? kr_repr(ctx, list) : 0;
  Value items = text ? str_slice(ctx, text, 1, str_of(text)->len - 1) : 0;
  kr_unref(ctx, list);
  kr_unref(ctx, text);
  kr_repr_leave(ctx, &mark);
  if (!items) return 0;
  Value result = kr_has_shape(self, SHAPE_set) ? str_format_c(ctx, "{%U}", items) : str_format_c(ctx, "%T({%U})", self, items);
  kr_unref(ctx, items);
  return result;
}

static Value set_reduce_m(Ctx *ctx, Value self, const Value *a) {
  Value items = kr_to_list(ctx, self), args = items ? tuple_of_stolen(ctx, 1, items) : 0;
  Value state = args ? kr_call_method0(ctx, self, N(__getstate__)) : 0;
  return tuple_of_stolen(ctx, 3, kr_ref(kr_val(kr_type_of(self))), args, state);
}

static Value set_sizeof_m(Ctx *ctx, Value self, const Value *a) {
  const Set *s = set_of(self);
  size_t table = s->table ? (s->mask + 1) * sizeof(SetEntry) : 0;
  return kr_int((int64_t)(kr_type_of(self)->size + table));
}

#define SHARED_METHODS                                                                                            \
  {"__contains__", set_contains_m, "object, /", "True if the object is in the set.", M_COEXIST},                  \
  {"__reduce__", set_reduce_m, "", "State for pickling."},                                                        \
  {"__sizeof__", set_sizeof_m, "", "Size in memory, in bytes."},                                                  \
  {"difference", set_difference_m, NULL, "A new set with the items that are in none of the others.", M_RAW},      \
  {"intersection", set_intersection_m, NULL, "A new set with the items that are in all of the others.", M_RAW},   \
  {"isdisjoint", set_isdisjoint_m, "other, /", "True if the two have nothing in common."},                        \
  {"issubset", set_issubset_m, "other, /", "True if other contains every item of this set."},                     \
  {"issuperset", set_issuperset_m, "other, /", "True if this set contains every item of other."},                 \
  {"symmetric_difference", set_symmetric_difference_m, "other, /", "A new set with the items in just one of the two."}, \
  {"union", set_union_m, NULL, "A new set with the items of all.", M_RAW},                                        \
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS}

static const Method set_methods[] = {
  SHARED_METHODS,
  {"add", set_add_m, "object, /", "Add an item; nothing happens if it is there."},
  {"clear", set_clear_m, "", "Remove all items."},
  {"copy", set_copy_m, "", "A shallow copy."},
  {"discard", set_discard_m, "object, /", "Remove an item if it is there."},
  {"difference_update", set_difference_update_m, NULL, "Remove the items of the others.", M_RAW},
  {"intersection_update", set_intersection_update_m, NULL, "Keep what is in all of the others.", M_RAW},
  {"pop", set_pop_m, "", "Remove and give some item."},
  {"remove", set_remove_m, "object, /", "Remove an item; KeyError if it is not there."},
  {"symmetric_difference_update", set_symmetric_difference_update_m, "other, /", "Keep what is in just one of the two."},
  {"update", set_update_m, NULL, "Add the items of the others.", M_RAW},
  {0},
};

static const Method frozenset_methods[] = {
  SHARED_METHODS,
  {"copy", frozenset_copy_m, "", "A shallow copy."},
  {0},
};

#define SHARED_SLOTS                                                                        \
  .size = sizeof(Set), .free = set_free, .traverse = set_traverse, .clear = set_free,       \
  .repr = set_repr, .iter = set_iter, .compare = set_compare, .len = set_len, .contains = set_contains_slot, \
  .binary = {[BIN_or] = set_or, [BIN_and] = set_and, [BIN_sub] = set_sub, [BIN_xor] = set_xor}

Type kr_type_set = {
  TYPE_HEAD(set, "set"),
  .doc = "An unordered collection of distinct items: set() or set(iterable).",
  .flags = T_BASETYPE | T_GC | T_SET | T_WEAKREF | T_MATCH_SELF | T_IMMUTABLE,
  .methods = set_methods,
  .new = set_new_slot,
  .init = set_init,
  .hash = kr_unhashable,
  .inplace = {[BIN_or] = set_inplace_or, [BIN_and] = set_inplace_and, [BIN_sub] = set_inplace_sub, [BIN_xor] = set_inplace_xor},
  SHARED_SLOTS,
};

Type kr_type_frozenset = {
  TYPE_HEAD(frozenset, "frozenset"),
  .doc = "An unchangeable set: frozenset() or frozenset(iterable).",
  .flags = T_BASETYPE | T_GC | T_SET | T_WEAKREF | T_MATCH_SELF | T_IMMUTABLE,
  .methods = frozenset_methods,
  .new = frozenset_new,
  .hash = frozenset_hash,
  SHARED_SLOTS,
};

/* ---- iterator ---- */

static SetIterator *iterator_of(Value v) { return (SetIterator *)kr_obj(v); }

Value set_iter(Ctx *ctx, Value self) {
  SetIterator *it = kr_alloc_gc(ctx, SHAPE_set_iterator, sizeof(SetIterator));
  if (!it) return 0;
  it->set = kr_ref(self);
  it->used = set_of(self)->used;
  it->left = it->used;
  return kr_val(it);
}

static Value iterator_next(Ctx *ctx, Value self) {
  SetIterator *it = iterator_of(self);
  if (!it->set) return KR_STOP;
  if (it->used != set_of(it->set)->used) {
    it->used = UINT32_MAX; /* and so for ever */
    return kr_raise(ctx, &kr_type_RuntimeError, "Set changed size during iteration");
  }
  Value key;
  if (set_next(it->set, &it->pos, &key)) {
    it->left--;
    return kr_ref(key);
  }
  kr_clear(ctx, &it->set);
  return KR_STOP;
}

static Value iterator_hint(Ctx *ctx, Value self, const Value *a) {
  const SetIterator *it = iterator_of(self);
  return kr_int(it->set && it->used == set_of(it->set)->used ? it->left : 0);
}

static Value iterator_reduce(Ctx *ctx, Value self, const Value *a) {
  SetIterator *it = iterator_of(self);
  SetIterator saved = *it;
  Value owner = it->set ? kr_ref(it->set) : 0, list = kr_to_list(ctx, self);
  kr_set(ctx, &it->set, owner);
  it->pos = saved.pos;
  it->used = saved.used;
  it->left = saved.left;
  return iter_reduce(ctx, "iter", list, -1);
}

static void iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((SetIterator *)o)->set, arg); }
static void iterator_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((SetIterator *)o)->set); }

static const Method iterator_methods[] = {
  {"__length_hint__", iterator_hint, "", "How many items are left."},
  {"__reduce__", iterator_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_set_iterator = {
  TYPE_HEAD(set_iterator, "set_iterator"),
  .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(SetIterator),
  .methods = iterator_methods,
  .iter = iter_self,
  .next = iterator_next,
  .traverse = iterator_traverse,
  .clear = iterator_free,
  .free = iterator_free,
};
