/* Module objects: a dict with a name. */
#include "../core/core.h"

static Module *module_of(Value v) { return (Module *)kr_obj(v); }
Value module_dict(Value module) { return module_of(module)->dict; }

static Value alloc_module(Ctx *ctx, Type *type) {
  Value dict = dict_new(ctx);
  Module *m = dict ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!m) {
    kr_unref(ctx, dict);
    return 0;
  }
  m->dict = dict;
  return kr_val(m);
}

static int fill(Ctx *ctx, Value self, Value name, Value doc) {
  Value dict = module_dict(self);
  kr_set(ctx, &module_of(self)->name, kr_ref(name));
  return dict_set(ctx, dict, N(__name__), name) < 0 || dict_set(ctx, dict, N(__doc__), doc) < 0 ||
         dict_set(ctx, dict, N(__package__), KR_None) < 0 || dict_set(ctx, dict, N(__loader__), KR_None) < 0 ||
         dict_set(ctx, dict, N(__spec__), KR_None) < 0 ? -1 : 0;
}

Value module_new(Ctx *ctx, const char *name) {
  Value m = alloc_module(ctx, &kr_type_module), text = m ? str_from(ctx, name) : 0;
  if (text && fill(ctx, m, text, KR_None) == 0) {
    kr_unref(ctx, text);
    return m;
  }
  kr_unref(ctx, text);
  kr_unref(ctx, m);
  return 0;
}

static Value new_module(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return alloc_module(ctx, type);
}

static int module_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  if (kr_bind(ctx, "module", "name, doc=None", &parsed, args, nargs, kwnames, a) < 0) return -1;
  if (!kr_is_anystr(a[0])) {
    kr_raise(ctx, &kr_type_TypeError, "module() argument 'name' must be str, not %T", a[0]);
    return -1;
  }
  return fill(ctx, self, a[0], a[1] ? a[1] : KR_None);
}

/* spec._initializing: is the module still being imported? */
static int is_initializing(Ctx *ctx, Value spec) {
  if (spec == KR_ABSENT || spec == KR_None) return 0;
  Value v = kr_getattr_opt(ctx, spec, N(_initializing));
  int r = v && v != KR_ABSENT ? kr_truth(ctx, v) : 0;
  if (v != KR_ABSENT) kr_unref(ctx, v);
  if (!v || r < 0) kr_clear_exc(ctx);
  return r > 0;
}

/* Is name a submodule that is being loaded. */
static int is_being_loaded(Ctx *ctx, Value spec, Value name) {
  Value list = spec == KR_ABSENT || spec == KR_None ? KR_ABSENT : kr_getattr_opt(ctx, spec, N(_uninitialized_submodules));
  int r = list && list != KR_ABSENT ? kr_contains(ctx, list, name) : 0;
  if (list != KR_ABSENT) kr_unref(ctx, list);
  kr_clear_exc(ctx);
  return r > 0;
}

static Value raise_missing(Ctx *ctx, Value self, Value name) {
  Value dict = module_dict(self);
  Value own = dict_get(ctx, dict, N(__name__)), spec = dict_get(ctx, dict, N(__spec__));
  if (!own || !spec) return 0;
  if (own == KR_ABSENT || !kr_is_anystr(own)) kr_raise(ctx, &kr_type_AttributeError, "module has no attribute '%U'", name);
  else if (is_initializing(ctx, spec))
    kr_raise(ctx, &kr_type_AttributeError, "partially initialized module '%U' has no attribute '%U' (most likely due to a "
             "circular import)", own, name);
  else if (is_being_loaded(ctx, spec, name))
    kr_raise(ctx, &kr_type_AttributeError, "cannot access submodule '%U' of module '%U' (most likely due to a circular "
             "import)", name, own);
  else kr_raise(ctx, &kr_type_AttributeError, "module '%U' has no attribute '%U'", own, name);
  if (ctx->exc && kr_has_shape(ctx->exc, SHAPE_AttributeError)) {
    NameErrorObj *e = (NameErrorObj *)kr_obj(ctx->exc);
    kr_set(ctx, &e->name, kr_ref(name));
    kr_set(ctx, &e->obj, kr_ref(self));
  }
  return 0;
}

Value module_getattr(Ctx *ctx, Value self, Value name) {
  Value v = attr_generic_opt(ctx, self, name);
  if (v != KR_ABSENT) return v;
  Value hook = dict_get(ctx, module_dict(self), N(__getattr__));
  if (!hook) return 0;
  if (hook == KR_ABSENT) return raise_missing(ctx, self, name);
  kr_ref(hook);
  Value r = kr_call1(ctx, hook, name);
  kr_unref(ctx, hook);
  return r;
}

/* ---- repr ---- */
static Value repr_from_spec(Ctx *ctx, Value spec) {
  Value name = kr_getattr_c(ctx, spec, "name"), origin = name ? kr_getattr_c(ctx, spec, "origin") : 0, r = 0;
  if (origin == KR_None) {
    Value loader = kr_getattr_c(ctx, spec, "loader");
    if (loader) r = loader == KR_None ? str_format_c(ctx, "<module %R>", name) : str_format_c(ctx, "<module %R (%R)>", name, loader);
    kr_unref(ctx, loader);
  } else if (origin) {
    Value located = kr_getattr_c(ctx, spec, "has_location");
    int truth = located ? kr_truth(ctx, located) : -1;
    kr_unref(ctx, located);
    if (truth >= 0) r = str_format_c(ctx, truth ? "<module %R from %R>" : "<module %R (%S)>", name, origin);
  }
  kr_unref(ctx, name);
  kr_unref(ctx, origin);
  return r;
}

/* What the loader's module_repr says; KR_ABSENT if it has none or fails. */
static Value loader_repr(Ctx *ctx, Value loader, Value module) {
  Value method = loader == KR_ABSENT || loader == KR_None ? KR_ABSENT : kr_getattr_opt(ctx, loader, str_intern_c(ctx, "module_repr"));
  if (!method || method == KR_ABSENT) return method;
  Value text = kr_call1(ctx, method, module);
  kr_unref(ctx, method);
  return text || !kr_catch(ctx, &kr_type_Exception) ? text : KR_ABSENT;
}

static Value module_repr(Ctx *ctx, Value self) {
  Value dict = module_dict(self), spec = dict_get(ctx, dict, N(__spec__)), name = dict_get(ctx, dict, N(__name__));
  if (!spec || !name) return 0;
  if (spec != KR_ABSENT && spec != KR_None) return repr_from_spec(ctx, spec);
  if (module_of(self)->def) return str_format_c(ctx, "<module '%s' (built-in)>", module_of(self)->def->name);
  Value file = dict_get(ctx, dict, N(__file__)), loader = dict_get(ctx, dict, N(__loader__));
  if (!file || !loader) return 0;
  Value told = loader_repr(ctx, loader, self);
  if (told != KR_ABSENT) return told;
  Value shown = name == KR_ABSENT ? str_from(ctx, "?") : kr_ref(name), r = 0;
  if (!shown) return 0;
  if (file != KR_ABSENT) r = str_format_c(ctx, "<module %R from %R>", shown, file);
  else if (loader == KR_ABSENT || loader == KR_None) r = str_format_c(ctx, "<module %R>", shown);
  else r = str_format_c(ctx, "<module %R (%R)>", shown, loader);
  kr_unref(ctx, shown);
  return r;
}

static Value dir_m(Ctx *ctx, Value self, const Value *a) {
  Value dict = kr_getattr(ctx, self, N(__dict__));
  if (!dict) return 0;
  if (!kr_has_flag(dict, T_DICT)) {
    kr_unref(ctx, dict);
    return kr_raise(ctx, &kr_type_TypeError, "%T.__dict__ is not a dictionary", self);
  }
  Value hook = dict_get(ctx, dict, N(__dir__)), r = 0;
  if (hook && hook != KR_ABSENT) r = kr_call0(ctx, hook);
  else if (hook) r = dict_keys_list(ctx, dict);
  kr_unref(ctx, dict);
  return r;
}

static Value get_dict(Ctx *ctx, Value self) { return kr_ref(module_dict(self)); }

static Value get_annotations(Ctx *ctx, Value self) {
  Value dict = module_dict(self), found = dict_get(ctx, dict, N(__annotations__));
  if (!found) return 0;
  if (found != KR_ABSENT) return kr_ref(found);
  Value made = dict_new(ctx);
  if (made && dict_set(ctx, dict, N(__annotations__), made) < 0) kr_clear(ctx, &made);
  return made;
}
static int set_annotations(Ctx *ctx, Value self, Value v) {
  Value dict = module_dict(self);
  if (v) return dict_set(ctx, dict, N(__annotations__), v);
  int r = dict_del(ctx, dict, N(__annotations__));
  if (r == 0) kr_raise_value(ctx, &kr_type_AttributeError, N(__annotations__));
  return r == 1 ? 0 : -1;
}

static void module_traverse(Object *o, VisitFn visit, void *arg) { visit(((Module *)o)->dict, arg); }
static void module_clear(Ctx *ctx, Object *o) { dict_clear(ctx, ((Module *)o)->dict); }
static void module_free(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Module *)o)->dict);
  kr_clear(ctx, &((Module *)o)->name);
}

static const Method module_methods[] = {
  {"__dir__", dir_m, "", "__dir__() -> list\nspecialized dir() implementation"},
  {NULL},
};
static const GetSet module_getsets[] = {
  {"__dict__", get_dict}, {"__annotations__", get_annotations, set_annotations}, {NULL},
};

Type kr_type_module = {
  TYPE_HEAD(module, "module"), .flags = T_BASETYPE | T_GC | T_WEAKREF, .size = sizeof(Module),
  .dict_offset = offsetof(Module, dict), .sig = "name, doc=None",
  .doc = "Create a module object.\n\nThe name must be a string; the optional doc argument can have any type.",
  .methods = module_methods, .getsets = module_getsets, .new = new_module, .init = module_init,
  .free = module_free, .traverse = module_traverse, .clear = module_clear, .repr = module_repr, .getattr = module_getattr,
};
