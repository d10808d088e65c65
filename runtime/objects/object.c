/* object: what every instance has.  Pickling support (__reduce_ex__, __getstate__) is in reduce.c. */
#include "../core/core.h"
#include "reduce.h"
#include "str_impl.h"

/* ---- construction ---- */
static int has_arguments(size_t nargs, Value kwnames) { return nargs || (kwnames && tuple_of(kwnames)->len); }

static Value raise_abstract(Ctx *ctx, Type *type) {
  Value methods = kr_getattr(ctx, kr_val(type), N(__abstractmethods__));
  Value list = methods ? kr_to_list(ctx, methods) : 0;
  kr_unref(ctx, methods);
  Value names = list && list_sort(ctx, list, 0, 0) == 0 ? str_join(ctx, N(comma_space), list_of(list)->items, (size_t)list_of(list)->len) : 0;
  if (names)
    kr_raise(ctx, &kr_type_TypeError, "Can't instantiate abstract class %N with abstract method%s %U", type,
             list_of(list)->len > 1 ? "s" : "", names);
  kr_unref(ctx, list);
  kr_unref(ctx, names);
  return 0;
}

Value object_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (has_arguments(nargs, kwnames)) {
    if (type->new != object_new)
      return kr_raise(ctx, &kr_type_TypeError, "object.__new__() takes exactly one argument (the type to instantiate)");
    if (type->init == object_init) return kr_raise(ctx, &kr_type_TypeError, "%N() takes no arguments", type);
  }
  if (KR_UNLIKELY(type->flags & T_ABSTRACT)) return raise_abstract(ctx, type);
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

int object_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (!has_arguments(nargs, kwnames)) return 0;
  Type *type = kr_type_of(self);
  if (type->init != object_init) {
    kr_raise(ctx, &kr_type_TypeError, "object.__init__() takes exactly one argument (the instance to initialize)");
    return -1;
  }
  if (type->new == object_new) {
    kr_raise(ctx, &kr_type_TypeError, "%N.__init__() takes exactly one argument (the instance to initialize)", type);
    return -1;
  }
  return 0;
}

/* ---- repr, comparison, hash ---- */
static Value object_repr(Ctx *ctx, Value v) {
  Value name = type_full_name(ctx, kr_type_of(v));
  Value r = name ? str_format_c(ctx, "<%U object at %p>", name, (void *)(uintptr_t)v) : 0;
  kr_unref(ctx, name);
  return r;
}

static Value object_str(Ctx *ctx, Value v) { return kr_repr(ctx, v); }

static int64_t object_hash(Ctx *ctx, Value v) {
  int64_t h = (int64_t)(v >> 4 | v << 60) >> 2;
  return h == -1 ? -2 : h;
}

static Value object_compare(Ctx *ctx, Value a, Value b, int op) {
  if (op == CMP_eq) return a == b ? KR_True : KR_NotImplemented;
  CompareFn compare = kr_type_of(a)->compare;
  if (op != CMP_ne || !compare) return KR_NotImplemented;
  Value equal = compare(ctx, a, b, CMP_eq);
  if (!equal || equal == KR_NotImplemented) return equal;
  int truth = kr_truth(ctx, equal);
  kr_unref(ctx, equal);
  return truth < 0 ? 0 : kr_bool(!truth);
}

/* ---- __class__ ---- */
static Value get_class(Ctx *ctx, Value v) { return kr_ref(kr_val(kr_type_of(v))); }

/* A root of the type for instances that were allocated with this many slots. */
static Shape *root_with_cap(Ctx *ctx, Type *type, const Shape *like) {
  Shape *root = type->shape;
  for (Shape *s = root; s; s = s->parent)
    if (s->cap == like->cap) return s;
  Shape *made = shape_new_root(type, like->offset, like->nfixed, like->cap, like->at_end);
  if (!made) return (Shape *)(uintptr_t)kr_raise_memory(ctx);
  made->parent = root->parent;
  root->parent = made;
  return made;
}

/* The same attributes in the same slots, under another class. */
static Shape *replay(Ctx *ctx, Shape *s, Shape *root) {
  if (s->is_dict) return shape_dict_mode(ctx, root);
  if (!s->name) return root;
  Shape *before = replay(ctx, s->parent, root);
  return before ? shape_with(ctx, before, s->name) : NULL;
}

static int may_change_class(const Type *old, const Type *new) {
  if (kr_subtype(old, &kr_type_module) && kr_subtype(new, &kr_type_module)) return 1;
  return !(old->flags & T_IMMUTABLE) && !(new->flags & T_IMMUTABLE);
}

static int set_class(Ctx *ctx, Value self, Value v) {
  if (!v) {
    kr_raise(ctx, &kr_type_TypeError, "can't delete __class__ attribute");
    return -1;
  }
  if (!kr_is_type(v)) {
    kr_raise(ctx, &kr_type_TypeError, "__class__ must be set to a class, not '%T' object", v);
    return -1;
  }
  Type *new = kr_as_type(v), *old = kr_type_of(self);
  if (!may_change_class(old, new)) {
    kr_raise(ctx, &kr_type_TypeError, "__class__ assignment only supported for mutable types or ModuleType subclasses");
    return -1;
  }
  if (!type_same_layout(old, new)) {
    kr_raise(ctx, &kr_type_TypeError, "__class__ assignment: '%N' object layout differs from '%N'", new, old);
    return -1;
  }
  Object *o = kr_obj(self);
  Shape *root = root_with_cap(ctx, new, shape_of(o));
  Shape *shape = root ? replay(ctx, shape_of(o), root) : NULL;
  if (!shape) return -1;
  if (new->flags & T_HEAP) kr_ref(v);
  shape_set(o, shape);
  if (old->flags & T_HEAP) kr_unref(ctx, kr_val(old));
  return 0;
}

/* ---- __dict__ and __weakref__ of instances of classes ---- */
/* What the native type below says about __dict__ holds for its classes too: some do not let it be replaced. */
static Value native_dict_descriptor(Value self) {
  Type *t = kr_type_of(self);
  while (t->flags & T_HEAP) t = t->base;
  return type_lookup(t, N(__dict__));
}

static Value get_dict(Ctx *ctx, Value self) {
  Value native = native_dict_descriptor(self);
  if (native != KR_ABSENT && kr_type_of(native)->descr_get)
    return kr_type_of(native)->descr_get(ctx, native, self, kr_val(kr_type_of(self)));
  Value d = instance_dict(ctx, self);
  if (d == KR_ABSENT) return kr_raise_attribute(ctx, self, N(__dict__));
  return d ? kr_ref(d) : 0;
}

static int set_dict(Ctx *ctx, Value self, Value v) {
  Value native = native_dict_descriptor(self);
  if (native != KR_ABSENT && kr_type_of(native)->descr_set) return kr_type_of(native)->descr_set(ctx, native, self, v);
  if (v && !kr_has_flag(v, T_DICT)) {
    kr_raise(ctx, &kr_type_TypeError, "__dict__ must be set to a dictionary, not a '%T'", v);
    return -1;
  }
  Value d = instance_dict(ctx, self);
  if (d == KR_ABSENT) return kr_raise_attribute(ctx, self, N(__dict__)), -1;
  return d ? instance_set_dict(ctx, self, v) : -1;
}

static Value get_weakref(Ctx *ctx, Value self) { return weakref_first(ctx, self); }

const GetSet type_dict_getset[] = {
  {"__dict__", get_dict, set_dict, "dictionary for instance variables (if defined)"}, {NULL},
};
const GetSet type_weakref_getset[] = {
  {"__weakref__", get_weakref, NULL, "list of weak references to the object (if defined)"}, {NULL},
};

/* ---- methods ---- */
static Value format_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "__format__() argument", a[0]);
  if (str_of(a[0])->len)
    return kr_raise(ctx, &kr_type_TypeError, "unsupported format string passed to %T.__format__", self);
  return kr_str(ctx, self);
}

static Value sizeof_m(Ctx *ctx, Value self, const Value *a) {
  Type *t = kr_type_of(self);
  int64_t n = t->size;
  if (t->itemsize && t->len) {
    int64_t len = t->len(ctx, self);
    if (len < 0) return 0;
    n += len * t->itemsize;
  } else {
    n += 8 * t->shape->cap;
  }
  return kr_int(n + 8);
}

static Value init_subclass_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len)
    return kr_raise(ctx, &kr_type_TypeError, "%N.__init_subclass__() takes no keyword arguments", kr_as_type(self));
  if (nargs) return kr_raise(ctx, &kr_type_TypeError, "%N.__init_subclass__() takes no arguments (%zu given)", kr_as_type(self), nargs);
  return KR_None;
}
static Value subclasshook_m(Ctx *ctx, Value self, const Value *a) { return KR_NotImplemented; }

/* Names of the class and its bases, by __bases__ so that odd classes serve too. */
static int merge_class(Ctx *ctx, Value names, Value cls) {
  Value d = kr_getattr_opt(ctx, cls, N(__dict__));
  if (!d) return -1;
  if (d != KR_ABSENT) {
    int r = dict_update(ctx, names, d);
    kr_unref(ctx, d);
    if (r < 0) return -1;
  }
  Value bases = kr_getattr_opt(ctx, cls, N(__bases__));
  if (!bases) return -1;
  if (bases == KR_ABSENT) return 0;
  int r = 0;
  if (kr_has_flag(bases, T_TUPLE))
    for (int64_t i = 0; i < tuple_of(bases)->len && r == 0; i++) r = merge_class(ctx, names, tuple_of(bases)->items[i]);
  kr_unref(ctx, bases);
  return r;
}

static Value dir_m(Ctx *ctx, Value self, const Value *a) {
  Value d = kr_getattr_opt(ctx, self, N(__dict__));
  if (!d) return 0;
  Value names = d != KR_ABSENT && kr_has_flag(d, T_DICT) ? dict_copy(ctx, d) : dict_new(ctx);
  if (d != KR_ABSENT) kr_unref(ctx, d);
  Value cls = names ? kr_getattr_opt(ctx, self, N(__class__)) : 0, r = 0;
  if (cls && (cls == KR_ABSENT || merge_class(ctx, names, cls) == 0)) r = dict_keys_list(ctx, names);
  if (cls && cls != KR_ABSENT) kr_unref(ctx, cls);
  kr_unref(ctx, names);
  return r;
}

static const Method object_methods[] = {
  {"__format__", format_m, "format_spec, /", "Default object formatter."},
  {"__sizeof__", sizeof_m, "", "Size of object in memory, in bytes."},
  {"__dir__", dir_m, "", "Default dir() implementation."},
  {"__init_subclass__", init_subclass_m, NULL, "This method is called when a class is subclassed.", M_CLASS | M_RAW},
  {"__subclasshook__", subclasshook_m, "subclass, /", "Abstract classes can override this to customize issubclass().", M_CLASS},
  {"__reduce__", object_reduce_m, "", "Helper for pickle."},
  {"__reduce_ex__", object_reduce_ex_m, "protocol, /", "Helper for pickle."},
  {"__getstate__", object_getstate_m, "", "Helper for pickle."},
  {NULL},
};

static const GetSet object_getsets[] = {
  {"__class__", get_class, set_class, "the object's class"},
  {NULL},
};

Type kr_type_object = {
  TYPE_HEAD(object, "object"), .flags = T_BASETYPE, .size = sizeof(Object), .sig = "",
  .doc = "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\n"
         "instance that has no instance attributes and cannot be given any.\n",
  .methods = object_methods, .getsets = object_getsets, .new = object_new, .init = object_init,
  .repr = object_repr, .str = object_str, .hash = object_hash, .compare = object_compare,
  .getattr = kr_generic_getattr, .setattr = kr_generic_setattr,
};
