/* property: attributes computed by functions. */
#include "../core/core.h"

typedef struct { Object ob; Value get, set, del, doc, name; uint8_t doc_of_getter; } Property;
static Property *prop_of(Value v) { return (Property *)kr_obj(v); }

static Value property_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static Value given(Value v) { return v && v != KR_None ? kr_ref(v) : 0; }

/* Subclasses keep __doc__ in the instance: their class has a __doc__ that would hide the field. */
static int set_doc(Ctx *ctx, Value self, Value doc /* or 0 */) {
  if (kr_type_of(self) == &kr_type_property) {
    kr_set(ctx, &prop_of(self)->doc, doc ? kr_ref(doc) : 0);
    return 0;
  }
  return kr_setattr(ctx, self, N(__doc__), doc ? doc : KR_None);
}

static int take_doc(Ctx *ctx, Value self, Value doc, Value get) {
  prop_of(self)->doc_of_getter = 0;
  if (doc && doc != KR_None) return set_doc(ctx, self, doc);
  Value of_getter = get && get != KR_None ? kr_getattr_opt(ctx, get, N(__doc__)) : KR_ABSENT;
  if (!of_getter) return -1;
  if (of_getter == KR_ABSENT) return doc ? set_doc(ctx, self, doc) : 0;
  int r = set_doc(ctx, self, of_getter);
  kr_unref(ctx, of_getter);
  prop_of(self)->doc_of_getter = 1;
  return r;
}

static int property_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[4];
  if (kr_bind(ctx, "property", "fget=None, fset=None, fdel=None, doc=None", &parsed, args, nargs, kwnames, a) < 0) return -1;
  Property *p = prop_of(self);
  kr_set(ctx, &p->get, given(a[0]));
  kr_set(ctx, &p->set, given(a[1]));
  kr_set(ctx, &p->del, given(a[2]));
  kr_clear(ctx, &p->name);
  kr_clear(ctx, &p->doc);
  return take_doc(ctx, self, a[3], a[0]);
}

static Value raise_missing(Ctx *ctx, Property *p, Value obj, const char *what) {
  Value qualname = kr_getattr(ctx, kr_val(kr_type_of(obj)), N(__qualname__));
  if (!qualname) return 0;
  if (p->name) kr_raise(ctx, &kr_type_AttributeError, "property %R of %R object has no %s", p->name, qualname, what);
  else kr_raise(ctx, &kr_type_AttributeError, "property of %R object has no %s", qualname, what);
  kr_unref(ctx, qualname);
  return 0;
}

static Value property_get(Ctx *ctx, Value self, Value obj, Value type) {
  if (!obj) return kr_ref(self);
  Property *p = prop_of(self);
  return p->get ? kr_call1(ctx, p->get, obj) : raise_missing(ctx, p, obj, "getter");
}

static int property_set(Ctx *ctx, Value self, Value obj, Value v) {
  Property *p = prop_of(self);
  Value f = v ? p->set : p->del;
  Value r = !f ? raise_missing(ctx, p, obj, v ? "setter" : "deleter") : v ? kr_call2(ctx, f, obj, v) : kr_call1(ctx, f, obj);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* A property of the same type with one function exchanged. */
static Value copy_with(Ctx *ctx, Value self, Value get, Value set, Value del) {
  Property *p = prop_of(self);
  get = get ? get : p->get ? p->get : KR_None;
  set = set ? set : p->set ? p->set : KR_None;
  del = del ? del : p->del ? p->del : KR_None;
  Value doc = p->doc_of_getter && get != KR_None ? KR_None : kr_getattr(ctx, self, N(__doc__));
  if (!doc) return 0;
  Value args[4] = {get, set, del, doc};
  Value made = kr_call(ctx, kr_val(kr_type_of(self)), args, 4, 0);
  kr_unref(ctx, doc);
  if (made && kr_subtype(kr_type_of(made), &kr_type_property)) kr_set(ctx, &prop_of(made)->name, kr_ref(p->name));
  return made;
}

static Value getter_m(Ctx *ctx, Value self, const Value *a) { return copy_with(ctx, self, a[0], 0, 0); }
static Value setter_m(Ctx *ctx, Value self, const Value *a) { return copy_with(ctx, self, 0, a[0], 0); }
static Value deleter_m(Ctx *ctx, Value self, const Value *a) { return copy_with(ctx, self, 0, 0, a[0]); }

static Value set_name_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (nargs != 2) return kr_raise(ctx, &kr_type_TypeError, "__set_name__() takes 2 positional arguments but %zu were given", nargs);
  kr_set(ctx, &prop_of(self)->name, kr_ref(args[1]));
  return KR_None;
}

static Value get_abstract(Ctx *ctx, Value self) {
  Property *p = prop_of(self);
  Value functions[3] = {p->get, p->set, p->del};
  for (int i = 0; i < 3; i++) {
    if (!functions[i]) continue;
    Value v = kr_getattr_opt(ctx, functions[i], N(__isabstractmethod__));
    if (v == KR_ABSENT) continue;
    int truth = v ? kr_truth(ctx, v) : -1;
    kr_unref(ctx, v);
    if (truth) return truth < 0 ? 0 : KR_True;
  }
  return KR_False;
}

static void property_traverse(Object *o, VisitFn visit, void *arg) {
  Property *p = (Property *)o;
  visit(p->get, arg);
  visit(p->set, arg);
  visit(p->del, arg);
  visit(p->doc, arg);
}
static void property_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((Property *)o)->doc); }
static void property_free(Ctx *ctx, Object *o) {
  Property *p = (Property *)o;
  kr_clear(ctx, &p->get);
  kr_clear(ctx, &p->set);
  kr_clear(ctx, &p->del);
  kr_clear(ctx, &p->doc);
  kr_clear(ctx, &p->name);
}

static const Method property_methods[] = {
  {"getter", getter_m, "fget, /", "Descriptor to obtain a copy of the property with a different getter."},
  {"setter", setter_m, "fset, /", "Descriptor to obtain a copy of the property with a different setter."},
  {"deleter", deleter_m, "fdel, /", "Descriptor to obtain a copy of the property with a different deleter."},
  {"__set_name__", set_name_m, NULL, "Method to set name of a property.", M_RAW},
  {NULL},
};
static const Member property_members[] = {
  {"fget", MEMBER_VALUE, offsetof(Property, get), 1, NULL},
  {"fset", MEMBER_VALUE, offsetof(Property, set), 1, NULL},
  {"fdel", MEMBER_VALUE, offsetof(Property, del), 1, NULL},
  {"__doc__", MEMBER_VALUE, offsetof(Property, doc), 0, NULL},
  {NULL},
};
static const GetSet property_getsets[] = {{"__isabstractmethod__", get_abstract}, {NULL}};

Type kr_type_property = {
  TYPE_HEAD(property, "property"), .flags = T_BASETYPE | T_GC, .size = sizeof(Property),
  .sig = "fget=None, fset=None, fdel=None, doc=None",
  .methods = property_methods, .members = property_members, .getsets = property_getsets,
  .new = property_new, .init = property_init, .free = property_free, .traverse = property_traverse,
  .clear = property_clear, .descr_get = property_get, .descr_set = property_set,
};
