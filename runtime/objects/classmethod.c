/* classmethod and staticmethod: wrappers that bind to the class, or not at all. */
#include "../core/core.h"

static MethodKind *kind_of(Value v) { return (MethodKind *)kr_obj(v); }

/* The wrapper takes over what describes the function, as functools.wraps does. */
static int copy_attributes(Ctx *ctx, Value self, Value f) {
  Value names[] = {N(__module__), N(__name__), N(__qualname__), N(__doc__), N(__annotations__)};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    Value v = kr_getattr_opt(ctx, f, names[i]);
    if (v == KR_ABSENT) continue;
    int r = v ? kr_generic_setattr(ctx, self, names[i], v) : -1;
    kr_unref(ctx, v);
    if (r < 0) return -1;
  }
  return 0;
}

static Value make(Ctx *ctx, Type *type, Value callable) {
  MethodKind *m = kr_alloc_instance(ctx, type, 0);
  if (!m) return 0;
  m->callable = kr_ref(callable);
  return kr_val(m);
}
Value staticmethod_new(Ctx *ctx, Value callable) { return make(ctx, &kr_type_staticmethod, callable); }
Value classmethod_new(Ctx *ctx, Value callable) { return make(ctx, &kr_type_classmethod, callable); }

static Value kind_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return make(ctx, type, KR_None);
}

static int init(Ctx *ctx, Value self, const char *name, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len) {
    kr_raise(ctx, &kr_type_TypeError, "%s() takes no keyword arguments", name);
    return -1;
  }
  if (nargs != 1) {
    kr_raise(ctx, &kr_type_TypeError, "%s expected 1 argument, got %zu", name, nargs);
    return -1;
  }
  kr_set(ctx, &kind_of(self)->callable, kr_ref(args[0]));
  return copy_attributes(ctx, self, args[0]);
}
static int classmethod_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return init(ctx, self, "classmethod", args, nargs, kwnames);
}
static int staticmethod_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return init(ctx, self, "staticmethod", args, nargs, kwnames);
}

static Value classmethod_get(Ctx *ctx, Value self, Value obj, Value type) {
  Value f = kind_of(self)->callable;
  if (!type) type = kr_val(kr_type_of(obj));
  DescrGetFn get = kr_type_of(f)->descr_get;
  return get ? get(ctx, f, type, type) : method_new(ctx, f, type);
}
static Value staticmethod_get(Ctx *ctx, Value self, Value obj, Value type) { return kr_ref(kind_of(self)->callable); }

static Value staticmethod_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return kr_call(ctx, kind_of(self)->callable, args, nargs, kwnames);
}

static Value classmethod_repr(Ctx *ctx, Value v) { return str_format_c(ctx, "<classmethod(%R)>", kind_of(v)->callable); }
static Value staticmethod_repr(Ctx *ctx, Value v) { return str_format_c(ctx, "<staticmethod(%R)>", kind_of(v)->callable); }

static Value get_abstract(Ctx *ctx, Value self) {
  Value v = kr_getattr_opt(ctx, kind_of(self)->callable, N(__isabstractmethod__));
  if (!v || v == KR_ABSENT) return v ? KR_False : 0;
  int truth = kr_truth(ctx, v);
  kr_unref(ctx, v);
  return truth < 0 ? 0 : kr_bool(truth);
}

static Value get_dict(Ctx *ctx, Value self) {
  Value d = instance_dict(ctx, self);
  return d ? kr_ref(d) : 0;
}
static int set_dict(Ctx *ctx, Value self, Value v) {
  if (v && kr_has_flag(v, T_DICT)) return instance_set_dict(ctx, self, v);
  kr_raise(ctx, &kr_type_TypeError, "__dict__ must be set to a dictionary, not a '%T'", v ? v : KR_None);
  return -1;
}

static void kind_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((MethodKind *)o)->callable, arg);
  visit(((MethodKind *)o)->dict, arg);
}
static void kind_free(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((MethodKind *)o)->callable);
  kr_clear(ctx, &((MethodKind *)o)->dict);
}
static void kind_clear(Ctx *ctx, Object *o) {
  kr_set(ctx, &((MethodKind *)o)->callable, KR_None);
  kr_clear(ctx, &((MethodKind *)o)->dict);
}

static const Member kind_members[] = {
  {"__func__", MEMBER_VALUE, offsetof(MethodKind, callable), 1, NULL},
  {"__wrapped__", MEMBER_VALUE, offsetof(MethodKind, callable), 1, NULL},
  {NULL},
};
static const GetSet kind_getsets[] = {
  {"__isabstractmethod__", get_abstract}, {"__dict__", get_dict, set_dict}, {NULL},
};

Type kr_type_classmethod = {
  TYPE_HEAD(classmethod, "classmethod"), .flags = T_BASETYPE | T_GC, .size = sizeof(MethodKind),
  .dict_offset = offsetof(MethodKind, dict),
  .doc = "classmethod(function) -> method\n\nMakes a function a method that receives the class as its first argument.",
  .members = kind_members, .getsets = kind_getsets, .new = kind_new, .init = classmethod_init,
  .free = kind_free, .traverse = kind_traverse, .clear = kind_clear, .repr = classmethod_repr, .descr_get = classmethod_get,
};
Type kr_type_staticmethod = {
  TYPE_HEAD(staticmethod, "staticmethod"), .flags = T_BASETYPE | T_GC, .size = sizeof(MethodKind),
  .dict_offset = offsetof(MethodKind, dict),
  .doc = "staticmethod(function) -> method\n\nMakes a function a method that receives neither instance nor class.",
  .members = kind_members, .getsets = kind_getsets, .new = kind_new, .init = staticmethod_init,
  .free = kind_free, .traverse = kind_traverse, .clear = kind_clear, .repr = staticmethod_repr,
  .descr_get = staticmethod_get, .call = staticmethod_call,
};
