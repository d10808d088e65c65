/* _testcapi: functions and methods of every calling convention, and calls made from C.
 *
 * Each function gives back what it was called with: (self, positional arguments, keywords or None). */
#include "_testcapi.h"

/* ---- what arrives ---- */

static Value keywords_or_none(Value kwargs) { return kwargs && dict_len(kwargs) ? kwargs : KR_None; }

static Value positional_m(Ctx *ctx, Value self, const Value *a) { return tuple_pack(ctx, 2, self, a[0]); }
static Value keywords_m(Ctx *ctx, Value self, const Value *a) {
  return tuple_pack(ctx, 3, self, a[0], keywords_or_none(a[1]));
}
static Value self_m(Ctx *ctx, Value self, const Value *a) { return kr_ref(self); }

static Value static_positional_m(Ctx *ctx, Value type, const Value *a) { return positional_m(ctx, KR_None, a); }
static Value static_keywords_m(Ctx *ctx, Value type, const Value *a) { return keywords_m(ctx, KR_None, a); }
static Value static_self_m(Ctx *ctx, Value type, const Value *a) { return KR_None; }

#define CONVENTIONS(prefix, flags_) \
  {"meth_varargs", prefix##positional_m, "*args", NULL, flags_}, \
  {"meth_varargs_keywords", prefix##keywords_m, "*args, **kwargs", NULL, flags_}, \
  {"meth_o", prefix##positional_m, "arg, /", NULL, flags_}, \
  {"meth_noargs", prefix##self_m, "", NULL, flags_}, \
  {"meth_fastcall", prefix##positional_m, "*args", NULL, flags_}, \
  {"meth_fastcall_keywords", prefix##keywords_m, "*args, **kwargs", NULL, flags_}

static const Method instance_methods[] = {CONVENTIONS(, 0), {NULL}};
static const Method class_methods[] = {CONVENTIONS(, M_CLASS), {NULL}};
static const Method static_methods[] = {CONVENTIONS(static_, M_STATIC), {NULL}};

/* ---- calls ---- */

/* The positional arguments of a tuple or None. */
static int arguments(Ctx *ctx, Value v, const Value **args, size_t *n) {
  *args = NULL, *n = 0;
  if (v == KR_None) return 0;
  if (!kr_has_flag(v, T_TUPLE)) {
    kr_raise(ctx, &kr_type_TypeError, "args must be None or a tuple");
    return -1;
  }
  *args = tuple_of(v)->items, *n = (size_t)tuple_of(v)->len;
  return 0;
}

static Value fastcall_m(Ctx *ctx, Value module, const Value *a) {
  const Value *args;
  size_t n;
  return arguments(ctx, a[1], &args, &n) < 0 ? 0 : kr_call(ctx, a[0], args, n, 0);
}

static Value fastcalldict_m(Ctx *ctx, Value module, const Value *a) {
  if (a[2] != KR_None && !kr_has_flag(a[2], T_DICT))
    return kr_raise(ctx, &kr_type_TypeError, "kwnames must be None or a dict");
  Value none = tuple_new(ctx, 0);
  Value r = none ? kr_call_ex(ctx, a[0], a[1] == KR_None ? none : a[1], a[2] == KR_None ? 0 : a[2]) : 0;
  kr_unref(ctx, none);
  return r;
}

static Value vectorcall_m(Ctx *ctx, Value module, const Value *a) {
  const Value *args;
  size_t n, keywords = 0;
  if (arguments(ctx, a[1], &args, &n) < 0) return 0;
  if (a[2] != KR_None) {
    if (!kr_has_flag(a[2], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "kwnames must be None or a tuple");
    keywords = (size_t)tuple_of(a[2])->len;
  }
  if (n < keywords) return kr_raise(ctx, &kr_type_ValueError, "kwnames longer than args");
  return kr_call(ctx, a[0], args, n - keywords, keywords ? a[2] : 0);
}

static Value call_ex_m(Ctx *ctx, Value module, const Value *a) {
  return kr_call_ex(ctx, a[0], a[1], a[2] && a[2] != KR_None ? a[2] : 0);
}

const Method testcapi_call_methods[] = {
  CONVENTIONS(, 0),
  {"pyobject_fastcall", fastcall_m, "func, args, /", "Calls func with a tuple of arguments, or none."},
  {"pyobject_fastcalldict", fastcalldict_m, "func, args, kwargs, /", "Calls func with a tuple and a dict."},
  {"pyobject_vectorcall", vectorcall_m, "func, args, kwnames, /", "Calls func; the last values are those of kwnames."},
  {"pyvectorcall_call", call_ex_m, "func, args, kwargs=None, /", "Calls func with a tuple and a dict."},
  {NULL},
};

/* ---- classes whose instances are called as methods ---- */

static Value is_base_m(Ctx *ctx, Value self, const Value *a) { return KR_True; }
static Value is_other_m(Ctx *ctx, Value self, const Value *a) { return KR_False; }
static Value given_m(Ctx *ctx, Value self, const Value *a) { return kr_ref(a[0]); }
static Value bind_m(Ctx *ctx, Value self, const Value *a) {
  return a[0] == KR_None ? kr_ref(self) : method_new(ctx, self, a[0]);
}
static Value not_bound_m(Ctx *ctx, Value self, const Value *a) { return kr_ref(self); }

static const Method base_methods[] = {
  {"__call__", is_base_m, "arg, /"}, {"__get__", bind_m, "instance, owner=None, /"}, {NULL}};
static const Method derived_methods[] = {{NULL}};
static const Method no_get_methods[] = {
  {"__call__", given_m, "*args"}, {"__get__", not_bound_m, "instance, owner=None, /"}, {NULL}};
static const Method other_methods[] = {{"__call__", is_other_m, "arg, /"}, {NULL}};

int testcapi_add_callables(Ctx *ctx, Value module) {
  static const struct { const char *name, *base; const Method *methods; uint32_t flags; } classes[] = {
    {"MethInstance", NULL, instance_methods, 0},
    {"MethClass", NULL, class_methods, 0},
    {"MethStatic", NULL, static_methods, 0},
    {"MethodDescriptorBase", NULL, base_methods, T_METHOD_DESCR | T_VECTORCALL},
    {"MethodDescriptorDerived", "MethodDescriptorBase", derived_methods, T_METHOD_DESCR | T_VECTORCALL},
    {"MethodDescriptorNopGet", "MethodDescriptorBase", no_get_methods, 0},
    {"MethodDescriptor2", "MethodDescriptorBase", other_methods, T_METHOD_DESCR | T_VECTORCALL},
  };
  Value dict = module_dict(module);
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
    Value base = KR_ABSENT;
    if (classes[i].base) {
      Value name = str_intern_c(ctx, classes[i].base);
      if (!name || !(base = dict_get(ctx, dict, name))) return -1;
      kr_unref(ctx, name);
    }
    Value cls = new_class(ctx, "_testcapi", classes[i].name, base == KR_ABSENT ? NULL : kr_as_type(base), classes[i].methods);
    if (cls) kr_as_type(cls)->flags |= classes[i].flags;
    if (dict_set_c(ctx, dict, classes[i].name, cls) < 0) return -1;
  }
  return 0;
}
