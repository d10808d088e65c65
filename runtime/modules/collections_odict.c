/* collections.OrderedDict: a dict, which keeps its order anyway, with the operations on that order
 * and with equality that heeds it.  Its views and iterators are subtypes and an iterator of their own
 * that notices every change of the order. */
#include "../objects/dict.h"
#include "../objects/iter.h"

typedef struct { Dict dict; Value attributes; /* __dict__ or 0 */ } OrderedDict;
typedef enum { KEYS, VALUES, ITEMS } Kind;
typedef struct { Object ob; Value dict; /* 0: exhausted */ int64_t pos; uint32_t used, version; int8_t step; uint8_t kind; } OrderedIterator;

static int is_exact(Value v) { return kr_has_shape(v, SHAPE_odict); }
static int is_odict(Value v) { return kr_instance_of(v, &kr_type_odict); }

/* ---- filling: through __setitem__ for subclasses ---- */

static int set_item(Ctx *ctx, Value self, Value key, Value v) {
  return is_exact(self) ? dict_set(ctx, self, key, v) : kr_setitem(ctx, self, key, v);
}

static int update_from_dict(Ctx *ctx, Value self, Value other) {
  size_t pos = 0;
  Value key, value;
  Value copy = dict_copy(ctx, other);
  int failed = copy ? 0 : -1;
  while (!failed && dict_next(copy, &pos, &key, &value)) failed = set_item(ctx, self, key, value);
  kr_unref(ctx, copy);
  return failed;
}

/* A plain dict of whatever dict() takes, then item by item. */
static int update_from(Ctx *ctx, Value self, Value other) {
  Value plain = dict_new(ctx);
  int failed = !plain || dict_update(ctx, plain, other) ? -1 : update_from_dict(ctx, self, plain);
  kr_unref(ctx, plain);
  return failed;
}

static int update_call(Ctx *ctx, Value self, const char *name, const Value *args, size_t nargs, Value kwnames) {
  if (nargs > 1) {
    kr_raise(ctx, &kr_type_TypeError, "%s expected at most 1 argument, got %zu", name, nargs);
    return -1;
  }
  if (nargs && (is_exact(self) ? dict_update(ctx, self, args[0]) : update_from(ctx, self, args[0]))) return -1;
  size_t n = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  for (size_t i = 0; i < n; i++) {
    if (set_item(ctx, self, tuple_of(kwnames)->items[i], args[nargs + i])) return -1;
  }
  return 0;
}

static Value odict_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int odict_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return update_call(ctx, self, "OrderedDict", args, nargs, kwnames);
}

static Value odict_update(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return update_call(ctx, self, "update", args, nargs, kwnames) ? 0 : KR_None;
}

static Value odict_fromkeys(Ctx *ctx, Value cls, const Value *a) {
  Value self = kr_call0(ctx, cls), iter = self ? kr_iter(ctx, a[0]) : 0;
  int failed = !iter;
  while (!failed) {
    Value key = kr_next(ctx, iter);
    if (key == KR_STOP) break;
    failed = !key || kr_setitem(ctx, self, key, a[1] ? a[1] : KR_None);
    kr_unref(ctx, key);
  }
  kr_unref(ctx, iter);
  if (failed && self) kr_clear(ctx, &self);
  return self;
}

/* ---- order ---- */

static Value odict_popitem(Ctx *ctx, Value self, const Value *a) {
  int last = a[0] ? kr_truth(ctx, a[0]) : 1;
  if (last < 0) return 0;
  Value pair[2];
  if (dict_popitem(ctx, self, last, &pair[0], &pair[1])) return tuple_steal(ctx, pair, 2);
  return kr_raise(ctx, &kr_type_KeyError, "dictionary is empty");
}

static Value odict_move_to_end(Ctx *ctx, Value self, const Value *a) {
  int last = a[1] ? kr_truth(ctx, a[1]) : 1, moved = last < 0 ? -1 : dict_move(ctx, self, a[0], last);
  if (moved < 0) return 0;
  return moved ? KR_None : kr_raise_key(ctx, a[0]);
}

/* ---- other methods ---- */

static Value odict_pop(Ctx *ctx, Value self, const Value *a) {
  Value v = dict_pop(ctx, self, a[0]);
  if (v != KR_ABSENT) return v;
  return a[1] ? kr_ref(a[1]) : kr_raise_key(ctx, a[0]);
}

static Value odict_setdefault(Ctx *ctx, Value self, const Value *a) {
  Value fallback = a[1] ? a[1] : KR_None, v = dict_get(ctx, self, a[0]);
  if (v != KR_ABSENT) return v ? kr_ref(v) : 0;
  return set_item(ctx, self, a[0], fallback) ? 0 : kr_ref(fallback);
}

static Value odict_copy(Ctx *ctx, Value self, const Value *a) {
  Value copy = kr_call0(ctx, kr_val(kr_type_of(self)));
  if (copy && update_from_dict(ctx, copy, self)) kr_clear(ctx, &copy);
  return copy;
}

static Value odict_reduce(Ctx *ctx, Value self, const Value *a) {
  Value state = kr_call_method0(ctx, self, N(__getstate__));
  Value items = kr_call_method0(ctx, self, N(items)), iter = items ? kr_iter(ctx, items) : 0;
  kr_unref(ctx, items);
  return tuple_of_stolen(ctx, 5, kr_ref(kr_val(kr_type_of(self))), tuple_new(ctx, 0), state, KR_None, iter);
}

static Value odict_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  if (!dict_len(self)) return str_format_c(ctx, "%s()", short_name(self));
  int entered = kr_repr_enter(ctx, &mark, self);
  if (entered) return entered < 0 ? 0 : str_from(ctx, "...");
  Value items = kr_call_method0(ctx, self, N(items)), list = items ? kr_to_list(ctx, items) : 0;
  Value text = list ? str_format_c(ctx, "%s(%R)", short_name(self), list) : 0;
  kr_unref(ctx, items);
  kr_unref(ctx, list);
  kr_repr_leave(ctx, &mark);
  return text;
}

static Value odict_compare(Ctx *ctx, Value a, Value b, int op) {
  Value result = dict_compare(ctx, a, b, op);
  int equal = result == kr_bool(op == CMP_eq);
  if (!equal || (op != CMP_eq && op != CMP_ne) || !is_odict(a) || !is_odict(b)) return result;
  Value x = dict_keys_list(ctx, a), y = x ? dict_keys_list(ctx, b) : 0;
  result = y ? kr_compare(ctx, x, y, op) : 0;
  kr_unref(ctx, x);
  kr_unref(ctx, y);
  return result;
}

static Value odict_or(Ctx *ctx, Value a, Value b) {
  if (!kr_has_flag(a, T_DICT) || !kr_has_flag(b, T_DICT)) return KR_NotImplemented;
  Value result = kr_call1(ctx, kr_val(kr_type_of(is_odict(a) ? a : b)), a);
  if (result && update_from(ctx, result, b)) kr_clear(ctx, &result);
  return result;
}

static Value odict_ior(Ctx *ctx, Value a, Value b) { return update_from(ctx, a, b) ? 0 : kr_ref(a); }

/* ---- views and iterators ---- */

static Value make_iterator(Ctx *ctx, Value dict, Kind kind, int step) {
  OrderedIterator *it = kr_alloc_gc(ctx, SHAPE_odict_iterator, sizeof(OrderedIterator));
  if (!it) return 0;
  const Dict *d = dict_of(dict);
  it->dict = kr_ref(dict);
  it->pos = step > 0 ? d->first : (int64_t)d->nentries - 1;
  it->used = d->used;
  it->version = d->keys_version;
  it->step = (int8_t)step;
  it->kind = (uint8_t)kind;
  return kr_val(it);
}

static Value iterator_next(Ctx *ctx, Value self) {
  OrderedIterator *it = (OrderedIterator *)kr_obj(self);
  if (!it->dict) return KR_STOP;
  Dict *d = dict_of(it->dict);
  if (it->version != d->keys_version) {
    const char *what = it->used != d->used ? "changed size" : "mutated";
    return kr_raise(ctx, &kr_type_RuntimeError, "OrderedDict %s during iteration", what);
  }
  while (it->pos >= d->first && it->pos < d->nentries && !dict_entry_live(&d->entries[it->pos])) it->pos += it->step;
  if (it->pos < d->first || it->pos >= d->nentries) {
    kr_clear(ctx, &it->dict);
    return KR_STOP;
  }
  const DictEntry *e = &d->entries[it->pos];
  it->pos += it->step;
  if (it->kind == KEYS) return kr_ref(e->key);
  if (it->kind == VALUES) return kr_ref(e->value);
  return pair_steal(ctx, kr_ref(e->key), kr_ref(e->value));
}

static Value iterator_reduce(Ctx *ctx, Value self, const Value *a) {
  OrderedIterator *it = (OrderedIterator *)kr_obj(self);
  int64_t pos = it->pos;
  Value owner = it->dict ? kr_ref(it->dict) : 0, list = kr_to_list(ctx, self);
  kr_set(ctx, &it->dict, owner);
  it->pos = pos;
  return iter_reduce(ctx, "iter", list, -1);
}

OWNS(iterator, OrderedIterator, dict, 1)

static const Method iterator_methods[] = {
  {"__reduce__", iterator_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_odict_iterator = {
  TYPE_HEAD(odict_iterator, "odict_iterator"),
  .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(OrderedIterator),
  .methods = iterator_methods,
  .iter = iter_self,
  .next = iterator_next,
  OWNING_SLOTS(iterator),
};

static Value odict_iter(Ctx *ctx, Value self) { return make_iterator(ctx, self, KEYS, 1); }
static Value odict_reversed(Ctx *ctx, Value self, const Value *a) { return make_iterator(ctx, self, KEYS, -1); }

#define ODICT_VIEW(kind, KIND)                                                                    \
  static Value odict_##kind(Ctx *ctx, Value self, const Value *a) {                               \
    return dict_view_new(ctx, SHAPE_odict_##kind, self);                                          \
  }                                                                                               \
  static Value kind##_iter(Ctx *ctx, Value view) {                                                \
    return make_iterator(ctx, ((DictView *)kr_obj(view))->dict, KIND, 1);                         \
  }                                                                                               \
  static Value kind##_reversed(Ctx *ctx, Value view, const Value *a) {                            \
    return make_iterator(ctx, ((DictView *)kr_obj(view))->dict, KIND, -1);                        \
  }                                                                                               \
  static const Method kind##_methods[] = {                                                        \
    {"__reversed__", kind##_reversed, "", "A reverse iterator over the view."},                   \
    {0},                                                                                          \
  };                                                                                              \
  Type kr_type_odict_##kind = {                                                                   \
    TYPE_HEAD(odict_##kind, "odict_" #kind), .base = &kr_type_dict_##kind,                        \
    .flags = T_GC | T_NO_NEW | T_IMMUTABLE, .size = sizeof(DictView), .methods = kind##_methods,  \
    .iter = kind##_iter,                                                                          \
  };
ODICT_VIEW(keys, KEYS)
ODICT_VIEW(values, VALUES)
ODICT_VIEW(items, ITEMS)

/* ---- the type ---- */

static void odict_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((OrderedDict *)o)->attributes, arg);
  dict_traverse(o, visit, arg);
}

static void odict_free(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((OrderedDict *)o)->attributes);
  dict_free(ctx, o);
}

static const Method odict_methods[] = {
  {"fromkeys", odict_fromkeys, "iterable, value=None", "Create a new ordered dictionary with keys from iterable and values set to value.", M_CLASS},
  {"popitem", odict_popitem, "last=True", "Remove and return the last (or, if last is false, the first) (key, value) pair."},
  {"move_to_end", odict_move_to_end, "key, last=True", "Move an existing element to the end (or beginning if last is false)."},
  {"pop", odict_pop, "key, default=<unrepresentable>", "Remove the key and give its value, or the default if given and the key is missing."},
  {"setdefault", odict_setdefault, "key, default=None", "The value of the key, which is added with the default if missing."},
  {"update", odict_update, NULL, "Add the items of a mapping or of an iterable of pairs, then the keyword arguments.", M_RAW},
  {"copy", odict_copy, "", "A shallow copy."},
  {"keys", odict_keys, "", "A set-like view of the keys."},
  {"values", odict_values, "", "A view of the values."},
  {"items", odict_items, "", "A set-like view of the items."},
  {"__reversed__", odict_reversed, "", "A reverse iterator over the keys."},
  {"__reduce__", odict_reduce, "", "State for pickling."},
  {0},
};

static const GetSet odict_getsets[] = {
  {"__dict__", iter_get_dict, iter_set_dict, NULL},
  {0},
};

Type kr_type_odict = {
  TYPE_HEAD(odict, "collections.OrderedDict"),
  .doc = "A dict with operations on the order of its items.",
  .flags = T_BASETYPE | T_GC | T_DICT | T_MAPPING | T_WEAKREF | T_HAS_DICT | T_IMMUTABLE,
  .base = &kr_type_dict,
  .size = sizeof(OrderedDict),
  .dict_offset = offsetof(OrderedDict, attributes),
  .methods = odict_methods,
  .getsets = odict_getsets,
  .new = odict_new,
  .init = odict_init,
  .free = odict_free,
  .traverse = odict_traverse,
  .clear = odict_free,
  .repr = odict_repr,
  .iter = odict_iter,
  .hash = kr_unhashable,
  .compare = odict_compare,
  .binary = {[BIN_or] = odict_or},
  .inplace = {[BIN_or] = odict_ior},
};
