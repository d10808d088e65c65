/* _weakref: weak references for the weakref module. */
#include "../core/weakref.h"

static Value getweakrefcount_m(Ctx *ctx, Value self, const Value *a) {
  int64_t n = 0;
  if (kr_is_ptr(a[0]))
    for (WeakRef *r = weakref_list(kr_obj(a[0])); r; r = r->next) n++;
  return kr_int(n);
}

static Value getweakrefs_m(Ctx *ctx, Value self, const Value *a) {
  Value list = list_new(ctx, 0);
  if (!list || !kr_is_ptr(a[0])) return list;
  for (WeakRef *r = weakref_list(kr_obj(a[0])); r; r = r->next)
    if (list_append(ctx, list, kr_val(r)) < 0) {
      kr_unref(ctx, list);
      return 0;
    }
  return list;
}

static Value proxy_m(Ctx *ctx, Value self, const Value *a) {
  Type *type = kr_is_callable(a[0]) ? &kr_type_weakcallableproxy : &kr_type_weakproxy;
  return weakref_new(ctx, type, a[0], a[1] ? a[1] : 0);
}

/* Takes an entry out of a dict unless its reference came back to life meanwhile. */
static Value remove_dead_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_flag(a[0], T_DICT)) return kr_raise(ctx, &kr_type_TypeError, "_remove_dead_weakref() argument 1 must be dict, not %T", a[0]);
  Value ref = dict_get(ctx, a[0], a[1]);
  if (!ref) return 0;
  if (ref == KR_ABSENT) return KR_None;
  if (!kr_instance_of(ref, &kr_type_weakref)) return kr_raise(ctx, &kr_type_TypeError, "not a weakref");
  if (!weakref_target(ref) && dict_del(ctx, a[0], a[1]) < 0) return 0;
  return KR_None;
}

static int init(Ctx *ctx, Value module) {
  static const struct { const char *name; Type *type; } rows[] = {
    {"ref", &kr_type_weakref}, {"ReferenceType", &kr_type_weakref}, {"ProxyType", &kr_type_weakproxy},
    {"CallableProxyType", &kr_type_weakcallableproxy},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (dict_set_c(ctx, module_dict(module), rows[i].name, kr_ref(kr_val(rows[i].type))) < 0) return -1;
  return 0;
}

static const Method methods[] = {
  {"getweakrefcount", getweakrefcount_m, "object, /", "Return the number of weak references to 'object'."},
  {"getweakrefs", getweakrefs_m, "object, /", "Return a list of all weak reference objects pointing to 'object'."},
  {"proxy", proxy_m, "object, callback=None, /", "Create a proxy object that weakly references 'object'."},
  {"_remove_dead_weakref", remove_dead_m, "dct, key, /", "Atomically remove key from dict if it points to a dead weakref."},
  {NULL},
};

const ModuleDef kr_module__weakref = {
  .name = "_weakref", .doc = "Weak-reference support module.", .methods = methods, .init = init,
};
