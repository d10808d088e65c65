/* collections.defaultdict: a dict that makes the values of missing keys. */
#include "../objects/dict.h"
#include "../objects/iter.h"

typedef struct { Dict dict; Value factory; /* or 0 */ } DefaultDict;
static DefaultDict *self_of(Value v) { return (DefaultDict *)kr_obj(v); }
static Value factory_or_none(Value v) { return self_of(v)->factory ? self_of(v)->factory : KR_None; }

static Value default_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int default_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Value factory = nargs && args[0] != KR_None ? args[0] : 0;
  if (factory && !kr_is_callable(factory)) {
    kr_raise(ctx, &kr_type_TypeError, "first argument must be callable or None");
    return -1;
  }
  kr_set(ctx, &self_of(self)->factory, factory ? kr_ref(factory) : 0);
  return kr_type_dict.init(ctx, self, args + (nargs > 0), nargs - (nargs > 0), kwnames);
}

static Value missing(Ctx *ctx, Value self, Value key) {
  Value factory = self_of(self)->factory;
  if (!factory || factory == KR_None) return kr_raise_key(ctx, key);
  Value v = kr_call0(ctx, factory);
  if (v && kr_setitem(ctx, self, key, v)) kr_clear(ctx, &v);
  return v;
}

static Value default_missing(Ctx *ctx, Value self, const Value *a) { return missing(ctx, self, a[0]); }

static Value default_getitem(Ctx *ctx, Value self, Value key) {
  if (!kr_has_shape(self, SHAPE_defaultdict)) return kr_type_dict.getitem(ctx, self, key);
  Value v = dict_get(ctx, self, key);
  if (KR_LIKELY(v && v != KR_ABSENT)) return kr_ref(v);
  return v ? missing(ctx, self, key) : 0;
}

static Value default_copy(Ctx *ctx, Value self, const Value *a) {
  return kr_call2(ctx, kr_val(kr_type_of(self)), factory_or_none(self), self);
}

static Value default_or(Ctx *ctx, Value a, Value b) {
  if (!kr_has_flag(a, T_DICT) || !kr_has_flag(b, T_DICT)) return KR_NotImplemented;
  Value model = kr_instance_of(a, &kr_type_defaultdict) ? a : b;
  Value result = kr_call2(ctx, kr_val(kr_type_of(model)), factory_or_none(model), a);
  if (result && dict_update(ctx, result, b)) kr_clear(ctx, &result);
  return result;
}

static Value factory_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  Value factory = self_of(self)->factory;
  if (!factory) return str_from(ctx, "None");
  int entered = kr_repr_enter(ctx, &mark, factory);
  if (entered) return entered < 0 ? 0 : str_from(ctx, "...");
  Value text = kr_repr(ctx, factory);
  kr_repr_leave(ctx, &mark);
  return text;
}

static Value default_repr(Ctx *ctx, Value self) {
  Value content = kr_type_dict.repr(ctx, self), factory = content ? factory_repr(ctx, self) : 0;
  Value text = factory ? str_format_c(ctx, "%s(%U, %U)", short_name(self), factory, content) : 0;
  kr_unref(ctx, content);
  kr_unref(ctx, factory);
  return text;
}

static Value default_reduce(Ctx *ctx, Value self, const Value *a) {
  Value factory = self_of(self)->factory;
  Value args = factory ? tuple_pack(ctx, 1, factory) : tuple_new(ctx, 0);
  Value items = kr_call_method0(ctx, self, N(items)), iter = items ? kr_iter(ctx, items) : 0;
  kr_unref(ctx, items);
  return tuple_of_stolen(ctx, 5, kr_ref(kr_val(kr_type_of(self))), args, KR_None, KR_None, iter);
}

static void default_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((DefaultDict *)o)->factory, arg);
  dict_traverse(o, visit, arg);
}

static void default_free(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((DefaultDict *)o)->factory);
  dict_free(ctx, o);
}

static const Method default_methods[] = {
  {"__missing__", default_missing, "key, /", "Called for a missing key: makes, keeps and gives its value; KeyError without a factory."},
  {"copy", default_copy, "", "A shallow copy."},
  {"__copy__", default_copy, "", "A shallow copy."},
  {"__reduce__", default_reduce, "", "State for pickling."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

static const Member default_members[] = {
  {"default_factory", MEMBER_VALUE, offsetof(DefaultDict, factory), 0, "Factory for default value called by __missing__()."},
  {0},
};

Type kr_type_defaultdict = {
  TYPE_HEAD(defaultdict, "collections.defaultdict"),
  .doc = "defaultdict(default_factory=None, /, ...): a dict that makes the values of missing keys.",
  .flags = T_BASETYPE | T_GC | T_DICT | T_MAPPING | T_IMMUTABLE,
  .base = &kr_type_dict,
  .size = sizeof(DefaultDict),
  .methods = default_methods,
  .members = default_members,
  .new = default_new,
  .init = default_init,
  .free = default_free,
  .traverse = default_traverse,
  .clear = default_free,
  .repr = default_repr,
  .hash = kr_unhashable,
  .binary = {[BIN_or] = default_or},
  .getitem = default_getitem,
};
