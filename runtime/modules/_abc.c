/* _abc: abstract base classes.  What a class knows of its virtual subclasses is kept in an _abc_data
 * object in its dict: three sets of weak references. */
#include "../core/weakref.h"

typedef struct { Object ob; Value registry, cache, negative; uint64_t negative_version; } AbcData;
static uint64_t invalidation_counter;

static void data_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((AbcData *)o)->registry, arg);
  visit(((AbcData *)o)->cache, arg);
  visit(((AbcData *)o)->negative, arg);
}
static void data_free(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((AbcData *)o)->registry);
  kr_clear(ctx, &((AbcData *)o)->cache);
  kr_clear(ctx, &((AbcData *)o)->negative);
}

Type kr_type_abc_data = {
  TYPE_HEAD(abc_data, "_abc._abc_data"), .flags = T_GC, .size = sizeof(AbcData), .doc = "Internal state held by ABC machinery.",
  .free = data_free, .traverse = data_traverse, .clear = data_free,
};

/* Borrowed from the class. */
static AbcData *data_of(Ctx *ctx, Value cls) {
  Value v = kr_getattr_c(ctx, cls, "_abc_impl");
  if (!v) return NULL;
  kr_unref(ctx, v);
  if (kr_has_shape(v, SHAPE_abc_data)) return (AbcData *)kr_obj(v);
  kr_raise(ctx, &kr_type_TypeError, "_abc_impl is set to a wrong type");
  return NULL;
}

/* ---- sets of weak references ---- */
static int weak_contains(Ctx *ctx, Value set, Value cls) {
  if (!set || !set_of(set)->used) return 0;
  Value ref = weakref_new(ctx, &kr_type_weakref, cls, 0);
  if (!ref) return kr_catch(ctx, &kr_type_TypeError) ? 0 : -1;
  int r = set_contains(ctx, set, ref);
  kr_unref(ctx, ref);
  return r;
}

/* Dead references are taken out whenever the set has grown to another power of two. */
static int drop_dead(Ctx *ctx, Value *set) {
  uint32_t n = set_of(*set)->used;
  if (n < 64 || n & (n - 1)) return 0;
  Value kept = set_new(ctx), ref;
  size_t pos = 0;
  while (kept && set_next(*set, &pos, &ref))
    if (weakref_target(ref) && set_add(ctx, kept, ref) < 0) kr_clear(ctx, &kept);
  if (!kept) return -1;
  kr_set(ctx, set, kept);
  return 0;
}

static int weak_add(Ctx *ctx, Value *set, Value cls) {
  if (!*set && !(*set = set_new(ctx))) return -1;
  if (drop_dead(ctx, set) < 0) return -1;
  Value ref = weakref_new(ctx, &kr_type_weakref, cls, 0);
  if (!ref) return -1;
  int r = set_add(ctx, *set, ref);
  kr_unref(ctx, ref);
  return r;
}

/* ---- making a class abstract ---- */
static int is_abstract(Ctx *ctx, Value v) {
  Value flag = kr_getattr_opt(ctx, v, N(__isabstractmethod__));
  if (!flag || flag == KR_ABSENT) return flag ? 0 : -1;
  int r = kr_truth(ctx, flag);
  kr_unref(ctx, flag);
  return r;
}

static int add_own(Ctx *ctx, Value cls, Value names) {
  Value dict = dict_copy(ctx, type_dict(ctx, kr_as_type(cls))), key, v;
  size_t pos = 0;
  int r = dict ? 0 : -1;
  while (r == 0 && dict_next(dict, &pos, &key, &v)) {
    int abstract = is_abstract(ctx, v);
    if (abstract) r = abstract < 0 ? -1 : set_add(ctx, names, key) < 0 ? -1 : 0;
  }
  kr_unref(ctx, dict);
  return r;
}

static int add_inherited(Ctx *ctx, Value cls, Value base, Value names) {
  Value theirs = kr_getattr_opt(ctx, base, N(__abstractmethods__));
  if (!theirs || theirs == KR_ABSENT) return theirs ? 0 : -1;
  Value list = kr_to_list(ctx, theirs);
  kr_unref(ctx, theirs);
  int r = list ? 0 : -1;
  for (int64_t i = 0; r == 0 && i < list_of(list)->len; i++) {
    Value v = kr_getattr_opt(ctx, cls, list_of(list)->items[i]);
    int abstract = v == KR_ABSENT ? 0 : v ? is_abstract(ctx, v) : -1;
    if (v != KR_ABSENT) kr_unref(ctx, v);
    if (abstract) r = abstract < 0 ? -1 : set_add(ctx, names, list_of(list)->items[i]) < 0 ? -1 : 0;
  }
  kr_unref(ctx, list);
  return r;
}

static int compute_abstract(Ctx *ctx, Value cls) {
  Value names = set_new(ctx), frozen = 0;
  int r = names ? add_own(ctx, cls, names) : -1;
  Tuple *bases = tuple_of(kr_as_type(cls)->bases);
  for (int64_t i = 0; r == 0 && i < bases->len; i++) r = add_inherited(ctx, cls, bases->items[i], names);
  if (r == 0) frozen = set_from(ctx, &kr_type_frozenset, names);
  kr_unref(ctx, names);
  r = frozen ? kr_setattr(ctx, cls, N(__abstractmethods__), frozen) : -1;
  kr_unref(ctx, frozen);
  return r;
}

/* __abc_tpflags__ says that instances match sequence or mapping patterns: bits 5 and 6. */
static int take_pattern_flags(Ctx *ctx, Type *t) {
  Value name = str_intern_c(ctx, "__abc_tpflags__");
  Value v = name ? dict_get(ctx, type_dict(ctx, t), name) : 0;
  if (v && v != KR_ABSENT) {
    int64_t bits = kr_is_int(v) ? kr_int_of(v) : 0;
    if (bits >> 5 & 1) t->flags |= T_SEQUENCE;
    if (bits >> 6 & 1) t->flags |= T_MAPPING;
    if (dict_del(ctx, t->dict, name) < 0) v = 0;
    type_changed(t);
  }
  kr_unref(ctx, name);
  return v ? 0 : -1;
}

static Value abc_init_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_type(a[0])) return kr_raise(ctx, &kr_type_TypeError, "_abc_init() argument must be a class");
  if (compute_abstract(ctx, a[0]) < 0) return 0;
  Value data = kr_val(kr_alloc_gc(ctx, SHAPE_abc_data, sizeof(AbcData)));
  Value name = data ? str_intern_c(ctx, "_abc_impl") : 0;
  int r = name ? kr_setattr(ctx, a[0], name, data) : -1;
  kr_unref(ctx, name);
  kr_unref(ctx, data);
  return r < 0 || take_pattern_flags(ctx, kr_as_type(a[0])) < 0 ? 0 : KR_None;
}

/* ---- registering ---- */
static void pass_flags(Type *t, void *arg) {
  uint32_t flags = *(uint32_t *)arg;
  if (t->flags & (T_SEQUENCE | T_MAPPING) || !(t->flags & T_HEAP)) return;
  t->flags |= flags;
  type_each_subclass(t, pass_flags, arg);
}

static Value abc_register_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_type(a[1])) return kr_raise(ctx, &kr_type_TypeError, "Can only register classes");
  int known = kr_issubclass(ctx, a[1], a[0]);
  if (known) return known < 0 ? 0 : kr_ref(a[1]);
  int cycle = kr_issubclass(ctx, a[0], a[1]);
  if (cycle) return cycle < 0 ? 0 : kr_raise(ctx, &kr_type_RuntimeError, "Refusing to create an inheritance cycle");
  AbcData *data = data_of(ctx, a[0]);
  if (!data || weak_add(ctx, &data->registry, a[1]) < 0) return 0;
  invalidation_counter++;
  uint32_t flags = kr_as_type(a[0])->flags & (T_SEQUENCE | T_MAPPING);
  if (flags) pass_flags(kr_as_type(a[1]), &flags);
  return kr_ref(a[1]);
}

/* ---- asking ---- */
static Value call_subclasscheck(Ctx *ctx, Value cls, Value sub) {
  return kr_call_method1(ctx, cls, N(__subclasscheck__), sub);
}

static Value check_classes(Ctx *ctx, Value cls, Value subclass, Value subtype, AbcData *data) {
  if (subtype == subclass) {
    if (data->negative_version == invalidation_counter) {
      int no = weak_contains(ctx, data->negative, subclass);
      if (no) return no < 0 ? 0 : KR_False;
    }
    return call_subclasscheck(ctx, cls, subclass);
  }
  Value r = call_subclasscheck(ctx, cls, subclass);
  int truth = r ? kr_truth(ctx, r) : -1;
  if (truth) return truth < 0 ? (kr_unref(ctx, r), 0) : r;
  kr_unref(ctx, r);
  return call_subclasscheck(ctx, cls, subtype);
}

static Value abc_instancecheck_m(Ctx *ctx, Value self, const Value *a) {
  AbcData *data = data_of(ctx, a[0]);
  Value subclass = data ? kr_getattr(ctx, a[1], N(__class__)) : 0, r = 0;
  if (!subclass) return 0;
  int yes = weak_contains(ctx, data->cache, subclass);
  if (yes) r = yes < 0 ? 0 : KR_True;
  else r = check_classes(ctx, a[0], subclass, kr_val(kr_type_of(a[1])), data);
  kr_unref(ctx, subclass);
  return r;
}

/* cls.__subclasshook__: 1, 0, 2 (no opinion), -1 */
static int ask_hook(Ctx *ctx, Value cls, Value sub) {
  Value r = kr_call_method1(ctx, cls, N(__subclasshook__), sub);
  if (!r) return -1;
  if (r == KR_True || r == KR_False) return r == KR_True;
  int ok = r == KR_NotImplemented;
  kr_unref(ctx, r);
  if (ok) return 2;
  kr_raise(ctx, &kr_type_AssertionError, "__subclasshook__ must return either False, True, or NotImplemented");
  return -1;
}

static int in_registry(Ctx *ctx, const AbcData *data, Value sub) {
  if (!data->registry) return 0;
  Value list = kr_to_list(ctx, data->registry);
  int r = list ? 0 : -1;
  for (int64_t i = 0; r == 0 && i < list_of(list)->len; i++) {
    Value target = weakref_target(list_of(list)->items[i]);
    if (!target) continue;
    kr_ref(target);
    r = kr_issubclass(ctx, sub, target);
    kr_unref(ctx, target);
  }
  kr_unref(ctx, list);
  return r;
}

static int in_subclasses(Ctx *ctx, Value cls, Value sub) {
  Value list = kr_call_method0(ctx, cls, N(__subclasses__));
  if (!list) return -1;
  int r = 0;
  if (!kr_has_flag(list, T_LIST)) r = (kr_raise(ctx, &kr_type_TypeError, "__subclasses__() must return a list"), -1);
  for (int64_t i = 0; r == 0 && i < list_of(list)->len; i++) {
    Value scls = kr_ref(list_of(list)->items[i]);
    r = kr_issubclass(ctx, sub, scls);
    kr_unref(ctx, scls);
  }
  kr_unref(ctx, list);
  return r;
}

/* Everything but the caches: 1, 0, -1. */
static int decide(Ctx *ctx, Value cls, Value sub, const AbcData *data) {
  int r = ask_hook(ctx, cls, sub);
  if (r != 2) return r;
  if (kr_subtype(kr_as_type(sub), kr_as_type(cls))) return 1;
  r = in_registry(ctx, data, sub);
  return r ? r : in_subclasses(ctx, cls, sub);
}

static Value abc_subclasscheck_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_type(a[1])) return kr_raise(ctx, &kr_type_TypeError, "issubclass() arg 1 must be a class");
  AbcData *data = data_of(ctx, a[0]);
  if (!data) return 0;
  int r = weak_contains(ctx, data->cache, a[1]);
  if (r) return r < 0 ? 0 : KR_True;
  if (data->negative_version < invalidation_counter) {
    kr_clear(ctx, &data->negative);
    data->negative_version = invalidation_counter;
  } else {
    r = weak_contains(ctx, data->negative, a[1]);
    if (r) return r < 0 ? 0 : KR_False;
  }
  Value held = kr_ref(kr_val(data));
  r = decide(ctx, a[0], a[1], data);
  if (r >= 0 && weak_add(ctx, r ? &data->cache : &data->negative, a[1]) < 0) r = -1;
  kr_unref(ctx, held);
  return r < 0 ? 0 : kr_bool(r);
}

/* ---- for abc's own debugging ---- */
static Value get_cache_token_m(Ctx *ctx, Value self, const Value *a) { return int_from_u64(ctx, invalidation_counter); }

static Value copy_set(Ctx *ctx, Value set) { return set ? set_from(ctx, &kr_type_set, set) : set_new(ctx); }
static Value get_dump_m(Ctx *ctx, Value self, const Value *a) {
  AbcData *data = data_of(ctx, a[0]);
  if (!data) return 0;
  Value parts[4] = {copy_set(ctx, data->registry), copy_set(ctx, data->cache), copy_set(ctx, data->negative),
                    int_from_u64(ctx, data->negative_version)};
  return tuple_steal(ctx, parts, 4);
}
static Value reset_registry_m(Ctx *ctx, Value self, const Value *a) {
  AbcData *data = data_of(ctx, a[0]);
  if (!data) return 0;
  kr_clear(ctx, &data->registry);
  return KR_None;
}
static Value reset_caches_m(Ctx *ctx, Value self, const Value *a) {
  AbcData *data = data_of(ctx, a[0]);
  if (!data) return 0;
  kr_clear(ctx, &data->cache);
  kr_clear(ctx, &data->negative);
  return KR_None;
}

static const Method methods[] = {
  {"get_cache_token", get_cache_token_m, "", "Returns the current ABC cache token."},
  {"_abc_init", abc_init_m, "self, /", "Internal ABC helper for class set-up."},
  {"_abc_register", abc_register_m, "self, subclass, /", "Internal ABC helper for subclass registration."},
  {"_abc_instancecheck", abc_instancecheck_m, "self, instance, /", "Internal ABC helper for instance checks."},
  {"_abc_subclasscheck", abc_subclasscheck_m, "self, subclass, /", "Internal ABC helper for subclass checks."},
  {"_get_dump", get_dump_m, "self, /", "Internal ABC helper for cache and registry debugging."},
  {"_reset_registry", reset_registry_m, "self, /", "Internal ABC helper to reset registry of a given class."},
  {"_reset_caches", reset_caches_m, "self, /", "Internal ABC helper to reset both caches of a given class."},
  {NULL},
};

const ModuleDef kr_module__abc = {
  .name = "_abc", .doc = "Module contains faster C implementation of abc.ABCMeta", .methods = methods,
};
