/* The _functools module: reduce, cmp_to_key and partial.  The cache of lru_cache is in
 * functools_lru_cache.c. */
#include "../objects/iter.h"

/* ---- reduce ---- */

static Value reduce(Ctx *ctx, Value self, const Value *a) {
  Value iter = kr_iter(ctx, a[1]);
  if (!iter) {
    if (kr_catch(ctx, &kr_type_TypeError)) kr_raise(ctx, &kr_type_TypeError, "reduce() arg 2 must support iteration");
    return 0;
  }
  Value result = a[2] ? kr_ref(a[2]) : KR_STOP;
  while (result) {
    Value item = kr_next(ctx, iter);
    if (item == KR_STOP) break;
    if (!item) kr_clear(ctx, &result);
    else if (result == KR_STOP) result = item;
    else {
      kr_set(ctx, &result, kr_call2(ctx, a[0], result, item));
      kr_unref(ctx, item);
    }
  }
  kr_unref(ctx, iter);
  if (result == KR_STOP) return kr_raise(ctx, &kr_type_TypeError, "reduce() of empty iterable with no initial value");
  return result;
}

/* ---- cmp_to_key ---- */

typedef struct { Object ob; Value compare, object; /* object 0: the function that makes keys */ } Key;
static Key *key_of(Value v) { return (Key *)kr_obj(v); }

static Value key_make(Ctx *ctx, Value compare, Value object) {
  Key *k = kr_alloc_gc(ctx, SHAPE_cmp_to_key, sizeof(Key));
  if (!k) return 0;
  k->compare = kr_ref(compare);
  k->object = object ? kr_ref(object) : 0;
  return kr_val(k);
}

static Value cmp_to_key(Ctx *ctx, Value self, const Value *a) { return key_make(ctx, a[0], 0); }

static Value key_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value object;
  if (kr_bind(ctx, "K", "obj", &parsed, args, nargs, kwnames, &object)) return 0;
  return key_make(ctx, key_of(self)->compare, object);
}

static Value key_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_has_shape(a, SHAPE_cmp_to_key) || !kr_has_shape(b, SHAPE_cmp_to_key)) {
    return kr_raise(ctx, &kr_type_TypeError, "other argument must be K instance");
  }
  Value x = key_of(a)->object, y = key_of(b)->object;
  if (!x || !y) return kr_raise(ctx, &kr_type_AttributeError, "object");
  Value order = kr_call2(ctx, key_of(a)->compare, x, y);
  Value result = order ? kr_compare(ctx, order, kr_int(0), op) : 0;
  kr_unref(ctx, order);
  return result;
}

OWNS(key, Key, compare, 2)

static const Member key_members[] = {
  {"obj", MEMBER_VALUE, offsetof(Key, object), 0, "Value wrapped by a key function."},
  {0},
};

Type kr_type_cmp_to_key = {
  TYPE_HEAD(cmp_to_key, "functools.KeyWrapper"),
  .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(Key),
  .members = key_members,
  .call = key_call,
  .compare = key_compare,
  .hash = kr_unhashable,
  OWNING_SLOTS(key),
};

/* ---- partial ---- */

typedef struct { Object ob; Value function, args, keywords, dict; } Partial; /* a tuple and a dict; dict may be 0 */
static Partial *partial_of(Value v) { return (Partial *)kr_obj(v); }

/* The values that follow the positional ones, added under their names. */
static int add_keywords(Ctx *ctx, Value dict, const Value *values, Value kwnames) {
  size_t n = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  for (size_t i = 0; i < n; i++) {
    if (dict_set(ctx, dict, tuple_of(kwnames)->items[i], values[i])) return -1;
  }
  return 0;
}

/* front followed by n more */
static Value joined(Ctx *ctx, Value front, const Value *args, size_t n) {
  size_t first = front ? (size_t)tuple_of(front)->len : 0;
  Value result = tuple_new(ctx, first + n);
  for (size_t i = 0; result && i < first; i++) tuple_of(result)->items[i] = kr_ref(tuple_of(front)->items[i]);
  for (size_t i = 0; result && i < n; i++) tuple_of(result)->items[first + i] = kr_ref(args[i]);
  return result;
}

static Value partial_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (!nargs) return kr_raise(ctx, &kr_type_TypeError, "type 'partial' takes at least one argument");
  if (!kr_is_callable(args[0])) return kr_raise(ctx, &kr_type_TypeError, "the first argument must be callable");
  Partial *p = kr_alloc_instance(ctx, type, 0);
  if (!p) return 0;
  Value inner = kr_has_shape(args[0], SHAPE_partial) && !partial_of(args[0])->dict ? args[0] : 0;
  p->function = kr_ref(inner ? partial_of(inner)->function : args[0]);
  p->args = joined(ctx, inner ? partial_of(inner)->args : 0, args + 1, nargs - 1);
  p->keywords = p->args ? inner ? dict_copy(ctx, partial_of(inner)->keywords) : dict_new(ctx) : 0;
  if (p->keywords && !add_keywords(ctx, p->keywords, args + nargs, kwnames)) return kr_val(p);
  kr_unref(ctx, kr_val(p));
  return 0;
}

static Value partial_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  const Partial *p = partial_of(self);
  int plain = !dict_len(p->keywords);
  Value few[16], result = 0;
  size_t first = (size_t)tuple_of(p->args)->len, nkw = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  if (plain && first + nargs + nkw <= 16) {
    memcpy(few, tuple_of(p->args)->items, first * sizeof(Value));
    if (nargs + nkw) memcpy(few + first, args, (nargs + nkw) * sizeof(Value));
    return kr_call(ctx, p->function, few, first + nargs, kwnames);
  }
  Value all = joined(ctx, p->args, args, nargs), keywords = all ? dict_copy(ctx, p->keywords) : 0;
  if (keywords && !add_keywords(ctx, keywords, args + nargs, kwnames)) result = kr_call_ex(ctx, p->function, all, keywords);
  kr_unref(ctx, all);
  kr_unref(ctx, keywords);
  return result;
}

static int write_keyword(Ctx *ctx, StrWriter *w, Value key, Value value) {
  kr_ref(key);
  kr_ref(value);
  Value name = kr_str(ctx, key);
  int failed = !name || writer_ascii(ctx, w, ", ", 2) || writer_str(ctx, w, name) || writer_char(ctx, w, '=') ||
               writer_repr(ctx, w, value);
  kr_unref(ctx, name);
  kr_unref(ctx, key);
  kr_unref(ctx, value);
  return failed;
}

/* parts: function, args and keywords, held by the caller, since a repr may change the partial. */
static int write_partial(Ctx *ctx, StrWriter *w, const Value *parts) {
  if (writer_repr(ctx, w, parts[0])) return -1;
  for (int64_t i = 0; i < tuple_of(parts[1])->len; i++) {
    if (writer_ascii(ctx, w, ", ", 2) || writer_repr(ctx, w, tuple_of(parts[1])->items[i])) return -1;
  }
  size_t pos = 0;
  Value key, value;
  while (dict_next(parts[2], &pos, &key, &value)) {
    if (write_keyword(ctx, w, key, value)) return -1;
  }
  return writer_char(ctx, w, ')');
}

static Value partial_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  int entered = kr_repr_enter(ctx, &mark, self);
  if (entered) return entered < 0 ? 0 : str_from(ctx, "...");
  StrWriter w;
  writer_init(&w);
  int exact = kr_has_shape(self, SHAPE_partial);
  Value head = exact ? str_from(ctx, "functools.partial(") : str_format_c(ctx, "%s(", short_name(self));
  const Partial *p = partial_of(self);
  Value parts = tuple_pack(ctx, 3, p->function, p->args, p->keywords);
  int failed = !head || !parts || writer_str(ctx, &w, head) || write_partial(ctx, &w, tuple_of(parts)->items);
  kr_unref(ctx, parts);
  kr_unref(ctx, head);
  kr_repr_leave(ctx, &mark);
  if (!failed) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

static Value partial_reduce(Ctx *ctx, Value self, const Value *a) {
  const Partial *p = partial_of(self);
  Value state = tuple_pack(ctx, 4, p->function, p->args, p->keywords, p->dict ? p->dict : KR_None);
  return tuple_of_stolen(ctx, 3, kr_ref(kr_val(kr_type_of(self))), tuple_pack(ctx, 1, p->function), state);
}

static Value partial_setstate(Ctx *ctx, Value self, const Value *a) {
  const Tuple *t = tuple_of(a[0]);
  if (!kr_has_flag(a[0], T_TUPLE) || t->len != 4 || !kr_is_callable(t->items[0]) || !kr_has_flag(t->items[1], T_TUPLE) ||
      (t->items[2] != KR_None && !kr_has_flag(t->items[2], T_DICT))) {
    return kr_raise(ctx, &kr_type_TypeError, "invalid partial state");
  }
  Value args = kr_to_tuple(ctx, t->items[1]);
  Value given = t->items[2];
  Value keywords = !args ? 0 : given == KR_None ? dict_new(ctx) : kr_has_shape(given, SHAPE_dict) ? kr_ref(given) : dict_copy(ctx, given);
  if (!keywords) return kr_unref(ctx, args), 0;
  Partial *p = partial_of(self);
  kr_set(ctx, &p->function, kr_ref(t->items[0]));
  kr_set(ctx, &p->args, args);
  kr_set(ctx, &p->keywords, keywords);
  kr_set(ctx, &p->dict, t->items[3] == KR_None ? 0 : kr_ref(t->items[3]));
  return KR_None;
}

OWNS(partial, Partial, function, 4)

static const Method partial_methods[] = {
  {"__reduce__", partial_reduce, "", "State for pickling."},
  {"__setstate__", partial_setstate, "state, /", "Set the state."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

static const Member partial_members[] = {
  {"func", MEMBER_VALUE, offsetof(Partial, function), 1, "function object to use in future partial calls"},
  {"args", MEMBER_VALUE, offsetof(Partial, args), 1, "tuple of arguments to future partial calls"},
  {"keywords", MEMBER_VALUE, offsetof(Partial, keywords), 1, "dictionary of keyword arguments to future partial calls"},
  {0},
};

static const GetSet partial_getsets[] = {
  {"__dict__", iter_get_dict, iter_set_dict, NULL},
  {0},
};

Type kr_type_partial = {
  TYPE_HEAD(partial, "functools.partial"),
  .doc = "partial(func, *args, **keywords): a callable with some arguments already given.",
  .flags = T_BASETYPE | T_GC | T_WEAKREF | T_HAS_DICT | T_IMMUTABLE,
  .size = sizeof(Partial),
  .dict_offset = offsetof(Partial, dict),
  .methods = partial_methods,
  .members = partial_members,
  .getsets = partial_getsets,
  .new = partial_new,
  .call = partial_call,
  .repr = partial_repr,
  OWNING_SLOTS(partial),
};

/* ---- the module ---- */

static const Method functions[] = {
  {"reduce", reduce, "function, iterable, initial=None, /", "function(...function(function(first, second), third)..., last)."},
  {"cmp_to_key", cmp_to_key, "mycmp", "A key function from a comparison that gives negative, zero or positive."},
  {0},
};

static Type *const types[] = {&kr_type_partial, NULL};

static int functools_init(Ctx *ctx, Value module) {
  type_ready(ctx, &kr_type_cmp_to_key);
  type_ready(ctx, &kr_type_lru_cache);
  return dict_set_c(ctx, module_dict(module), "_lru_cache_wrapper", kr_ref(kr_val(&kr_type_lru_cache)));
}

const ModuleDef kr_module__functools = {
  "_functools", "Tools for functions.", functions, types, functools_init,
};
