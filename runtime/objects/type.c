/* type: what classes themselves can do. */
#include <stdlib.h>
#include "../core/core.h"

static Type *self_type(Value v) { return kr_as_type(v); }

const char *type_short_name(const Type *t) {
  const char *dot = t->flags & T_HEAP ? NULL : strrchr(t->name, '.');
  return dot ? dot + 1 : t->name;
}

Value type_name(Ctx *ctx, Type *t) { return t->name_obj ? kr_ref(t->name_obj) : str_intern_c(ctx, type_short_name(t)); }

static Value type_qualname(Ctx *ctx, Type *t) { return t->qualname ? kr_ref(t->qualname) : type_name(ctx, t); }

/* __module__: in the dict of heap types, in the name of the others.  KR_ABSENT if a class lacks it. */
static Value type_module(Ctx *ctx, Type *t) {
  if (t->flags & T_HEAP) {
    Value m = dict_get(ctx, t->dict, N(__module__));
    return m && m != KR_ABSENT ? kr_ref(m) : m;
  }
  const char *dot = strrchr(t->name, '.');
  if (dot) return str_from_utf8(ctx, t->name, (size_t)(dot - t->name));
  return str_intern_c(ctx, t->module ? t->module : "builtins");
}

Value type_full_name(Ctx *ctx, Type *t) {
  Value module = type_module(ctx, t);
  Value qualname = module ? type_qualname(ctx, t) : 0;
  if (!qualname) {
    if (module != KR_ABSENT) kr_unref(ctx, module);
    return 0;
  }
  if (module == KR_ABSENT || !kr_is_anystr(module) || str_equal(module, N(builtins))) {
    if (module != KR_ABSENT) kr_unref(ctx, module);
    return qualname;
  }
  Value r = str_format_c(ctx, "%U.%U", module, qualname);
  kr_unref(ctx, module);
  kr_unref(ctx, qualname);
  return r;
}

static Value type_repr(Ctx *ctx, Value v) {
  Value name = type_full_name(ctx, self_type(v));
  Value r = name ? str_format_c(ctx, "<class '%U'>", name) : 0;
  kr_unref(ctx, name);
  return r;
}

int kr_subtype(const Type *a, const Type *b) {
  if (a == b || b == &kr_type_object) return 1;
  if (a->mro) {
    const Tuple *mro = tuple_of(a->mro);
    for (int64_t i = 1; i < mro->len; i++)
      if (mro->items[i] == kr_val(b)) return 1;
    return 0;
  }
  for (const Type *t = a->base; t; t = t->base)
    if (t == b) return 1;
  return 0;
}

int kr_instance_of(Value v, const Type *t) { return kr_subtype(kr_type_of(v), t); }

/* ---- attributes of classes ---- */
static Value bind(Ctx *ctx, Value descr, DescrGetFn get, Value obj, Value type) {
  kr_ref(descr);
  Value r = get(ctx, descr, obj, type);
  kr_unref(ctx, descr);
  return r;
}

static Value lookup(Ctx *ctx, Value type, Value name) {
  Type *meta = kr_type_of(type);
  Value in_meta = type_lookup(meta, name);
  DescrGetFn meta_get = in_meta == KR_ABSENT ? NULL : kr_type_of(in_meta)->descr_get;
  if (meta_get && kr_type_of(in_meta)->descr_set) return bind(ctx, in_meta, meta_get, type, kr_val(meta));
  Value own = type_lookup(self_type(type), name);
  if (own != KR_ABSENT) {
    DescrGetFn get = kr_type_of(own)->descr_get;
    return get ? bind(ctx, own, get, 0, type) : kr_ref(own);
  }
  if (meta_get) return bind(ctx, in_meta, meta_get, type, kr_val(meta));
  if (in_meta != KR_ABSENT) return kr_ref(in_meta);
  return kr_raise_attribute(ctx, type, name);
}

Value type_getattr(Ctx *ctx, Value type, Value name) {
  if (kr_has_shape(name, SHAPE_str) && str_of(name)->interned) return lookup(ctx, type, name);
  name = attr_name(ctx, name);
  if (!name) return 0;
  Value r = lookup(ctx, type, name);
  kr_unref(ctx, name);
  return r;
}

/* ---- calling a class ---- */
Value type_call(Ctx *ctx, Value type, const Value *args, size_t nargs, Value kwnames) {
  Type *t = self_type(type);
  if (t == &kr_type_type) {
    if (nargs == 1 && !kwnames) return kr_ref(kr_val(kr_type_of(args[0])));
    if (nargs != 3) return kr_raise(ctx, &kr_type_TypeError, "type() takes 1 or 3 arguments");
  }
  if (!t->new || t->flags & T_NO_NEW) return kr_raise(ctx, &kr_type_TypeError, "cannot create '%N' instances", t);
  Value obj = t->new(ctx, t, args, nargs, kwnames);
  if (!obj) return 0;
  Type *made = kr_type_of(obj);
  if (made != t && !kr_subtype(made, t)) return obj;
  if (made->init && made->init(ctx, obj, args, nargs, kwnames) < 0) {
    kr_unref(ctx, obj);
    return 0;
  }
  return obj;
}

static int type_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (nargs == 1 && kwnames && tuple_of(kwnames)->len) {
    kr_raise(ctx, &kr_type_TypeError, "type.__init__() takes no keyword arguments");
    return -1;
  }
  if (nargs == 1 || nargs == 3) return 0;
  kr_raise(ctx, &kr_type_TypeError, "type.__init__() takes 1 or 3 arguments");
  return -1;
}

/* ---- getsets ---- */
static int check_settable(Ctx *ctx, Type *t, const char *name, Value v) {
  if (t->flags & T_IMMUTABLE) {
    kr_raise(ctx, &kr_type_TypeError, "cannot set '%s' attribute of immutable type '%N'", name, t);
    return -1;
  }
  if (v) return 0;
  kr_raise(ctx, &kr_type_TypeError, "cannot delete '%s' attribute of type '%N'", name, t);
  return -1;
}

static Value get_name(Ctx *ctx, Value v) { return type_name(ctx, self_type(v)); }
static int set_name(Ctx *ctx, Value self, Value v) {
  Type *t = self_type(self);
  if (check_settable(ctx, t, "__name__", v) < 0) return -1;
  if (!kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "can only assign string to %N.__name__, not '%T'", t, v);
    return -1;
  }
  size_t n;
  const char *text = str_utf8(ctx, v, &n);
  if (!text) return -1;
  if (strlen(text) != n) {
    kr_raise(ctx, &kr_type_ValueError, "type name must not contain null characters");
    return -1;
  }
  kr_set(ctx, &t->name_obj, kr_ref(v));
  t->name = text;
  return 0;
}

static Value get_qualname(Ctx *ctx, Value v) { return type_qualname(ctx, self_type(v)); }
static int set_qualname(Ctx *ctx, Value self, Value v) {
  Type *t = self_type(self);
  if (check_settable(ctx, t, "__qualname__", v) < 0) return -1;
  if (!kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "can only assign string to %N.__qualname__, not '%T'", t, v);
    return -1;
  }
  kr_set(ctx, &t->qualname, kr_ref(v));
  return 0;
}

static Value get_module(Ctx *ctx, Value v) {
  Value m = type_module(ctx, self_type(v));
  return m == KR_ABSENT ? kr_raise_attribute(ctx, v, N(__module__)) : m;
}
static int set_in_dict(Ctx *ctx, Value self, Value name, Value v) {
  int r = dict_set(ctx, self_type(self)->dict, name, v);
  type_changed(self_type(self));
  return r;
}
static int set_module(Ctx *ctx, Value self, Value v) {
  return check_settable(ctx, self_type(self), "__module__", v) < 0 ? -1 : set_in_dict(ctx, self, N(__module__), v);
}

static Value get_bases(Ctx *ctx, Value v) { return kr_ref(self_type(v)->bases); }
static int set_bases(Ctx *ctx, Value self, Value v) {
  if (check_settable(ctx, self_type(self), "__bases__", v) < 0) return -1;
  return type_set_bases(ctx, self_type(self), v);
}
static Value get_base(Ctx *ctx, Value v) {
  Type *base = self_type(v)->base;
  return base ? kr_ref(kr_val(base)) : KR_None;
}
static Value get_mro(Ctx *ctx, Value v) { return self_type(v)->mro ? kr_ref(self_type(v)->mro) : KR_None; }
static Value get_dict(Ctx *ctx, Value v) { return mappingproxy_new(ctx, type_dict(ctx, self_type(v))); }

static Value get_doc(Ctx *ctx, Value v) {
  Value doc = type_lookup(self_type(v), N(__doc__));
  Value own = dict_get(ctx, type_dict(ctx, self_type(v)), N(__doc__));
  if (!own) return 0;
  if (own == KR_ABSENT) return KR_None;
  DescrGetFn get = kr_type_of(doc)->descr_get;
  return get ? bind(ctx, doc, get, 0, v) : kr_ref(own);
}
static int set_doc(Ctx *ctx, Value self, Value v) {
  Type *t = self_type(self);
  if (!v) {
    kr_raise(ctx, &kr_type_TypeError, "cannot delete '__doc__' attribute of immutable type '%N'", t);
    return -1;
  }
  return check_settable(ctx, t, "__doc__", v) < 0 ? -1 : set_in_dict(ctx, self, N(__doc__), v);
}

static Value get_annotations(Ctx *ctx, Value v) {
  Type *t = self_type(v);
  if (!(t->flags & T_HEAP)) return kr_raise_attribute(ctx, v, N(__annotations__));
  Value found = dict_get(ctx, t->dict, N(__annotations__));
  if (!found) return 0;
  if (found != KR_ABSENT) {
    DescrGetFn get = kr_type_of(found)->descr_get;
    return get ? bind(ctx, found, get, 0, v) : kr_ref(found);
  }
  Value made = dict_new(ctx);
  if (made && set_in_dict(ctx, v, N(__annotations__), made) < 0) {
    kr_unref(ctx, made);
    return 0;
  }
  return made;
}
static int set_annotations(Ctx *ctx, Value self, Value v) {
  Type *t = self_type(self);
  if (t->flags & T_IMMUTABLE) {
    kr_raise(ctx, &kr_type_TypeError, "cannot set '__annotations__' attribute of immutable type '%N'", t);
    return -1;
  }
  if (v) return set_in_dict(ctx, self, N(__annotations__), v);
  int r = dict_del(ctx, t->dict, N(__annotations__));
  if (r == 0) kr_raise_attribute(ctx, self, N(__annotations__));
  type_changed(t);
  return r == 1 ? 0 : -1;
}

static Value get_abstract(Ctx *ctx, Value v) {
  Value found = self_type(v) == &kr_type_type ? KR_ABSENT : dict_get(ctx, type_dict(ctx, self_type(v)), N(__abstractmethods__));
  if (found == KR_ABSENT) return kr_raise_attribute(ctx, v, N(__abstractmethods__));
  return found ? kr_ref(found) : 0;
}
static int set_abstract(Ctx *ctx, Value self, Value v) {
  Type *t = self_type(self);
  int truth = 0;
  if (v) {
    truth = kr_truth(ctx, v);
    if (truth < 0 || dict_set(ctx, type_dict(ctx, t), N(__abstractmethods__), v) < 0) return -1;
  } else {
    int r = dict_del(ctx, type_dict(ctx, t), N(__abstractmethods__));
    if (r == 0) kr_raise_attribute(ctx, self, N(__abstractmethods__));
    if (r != 1) return -1;
  }
  type_changed(t);
  t->flags = truth ? t->flags | T_ABSTRACT : t->flags & ~(uint32_t)T_ABSTRACT;
  return 0;
}

static Value get_text_signature(Ctx *ctx, Value v) {
  const Type *t = self_type(v);
  if (t->flags & T_HEAP || !t->sig) return KR_None;
  return str_format_c(ctx, "(%s)", t->sig);
}

/* sizes and flags in CPython's terms */
static int in_slots(const Type *t) { return t->flags & T_HAS_DICT && !t->dict_offset && t != &kr_type_type; }
static Value get_basicsize(Ctx *ctx, Value v) {
  const Type *t = self_type(v);
  return kr_int(t->size + 8 * (t->shape->nfixed + (in_slots(t) != 0) + ((t->flags & T_WEAKREF) != 0)) + 8);
}
static Value get_itemsize(Ctx *ctx, Value v) { return kr_int(self_type(v)->itemsize); }
static Value get_dictoffset(Ctx *ctx, Value v) {
  const Type *t = self_type(v);
  if (t->dict_offset) return kr_int(t->dict_offset);
  return kr_int(!in_slots(t) ? 0 : t->itemsize ? -8 : t->size + 8 * t->shape->nfixed);
}
static Value get_weakrefoffset(Ctx *ctx, Value v) {
  const Type *t = self_type(v);
  return kr_int(t->flags & T_WEAKREF ? t->size + 8 * t->shape->nfixed + 8 : 0);
}
static Value get_flags(Ctx *ctx, Value v) {
  static const struct { uint32_t ours, theirs; } map[] = {
    {T_IMMUTABLE, 1u << 8}, {T_HEAP, 1u << 9}, {T_BASETYPE, 1u << 10}, {T_READY, 1u << 12}, {T_GC, 1u << 14},
    {T_VECTORCALL, 1u << 11}, {T_METHOD_DESCR, 1u << 17}, {T_ABSTRACT, 1u << 20}, {T_MATCH_SELF, 1u << 22}, {T_INT, 1u << 24},
    {T_LIST, 1u << 25}, {T_TUPLE, 1u << 26}, {T_BYTES, 1u << 27}, {T_STR, 1u << 28}, {T_DICT, 1u << 29},
    {T_EXCEPTION, 1u << 30}, {T_TYPE, 1u << 31}, {T_SEQUENCE, 1u << 5}, {T_MAPPING, 1u << 6},
  };
  int64_t flags = 0;
  for (size_t i = 0; i < sizeof map / sizeof map[0]; i++)
    if (self_type(v)->flags & map[i].ours) flags |= map[i].theirs;
  return kr_int(flags);
}

/* ---- methods ---- */
static Value mro_m(Ctx *ctx, Value self, const Value *a) { return mro_compute(ctx, self_type(self)); }

typedef struct { Ctx *ctx; Value list; } Collect;
static void collect(Type *t, void *arg) {
  Collect *c = arg;
  if (c->list && list_append(c->ctx, c->list, kr_val(t)) < 0) kr_clear(c->ctx, &c->list);
}
static Value subclasses_m(Ctx *ctx, Value self, const Value *a) {
  Collect c = {ctx, list_new(ctx, 4)};
  if (c.list) type_each_subclass(self_type(self), collect, &c);
  return c.list;
}

static Value prepare_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) { return dict_new(ctx); }

static Value instancecheck_m(Ctx *ctx, Value self, const Value *a) {
  int r = kr_isinstance_plain(ctx, a[0], self);
  return r < 0 ? 0 : kr_bool(r);
}
static Value subclasscheck_m(Ctx *ctx, Value self, const Value *a) {
  int r = kr_issubclass_plain(ctx, a[0], self);
  return r < 0 ? 0 : kr_bool(r);
}

static Value dir_m(Ctx *ctx, Value self, const Value *a) {
  Value names = dict_new(ctx);
  if (!names) return 0;
  Tuple *mro = tuple_of(self_type(self)->mro);
  for (int64_t i = mro->len; i-- > 0;)
    if (dict_merge(ctx, names, type_dict(ctx, kr_as_type(mro->items[i])), 1) < 0) {
      kr_unref(ctx, names);
      return 0;
    }
  Value keys = dict_keys_list(ctx, names);
  kr_unref(ctx, names);
  return keys;
}

static Value sizeof_m(Ctx *ctx, Value self, const Value *a) { return kr_int(sizeof(Type)); }

/* ---- life ---- */
static void type_traverse(Object *o, VisitFn visit, void *arg) {
  Type *t = (Type *)o;
  if (!(t->flags & T_HEAP)) return;
  visit(t->dict, arg);
  visit(t->bases, arg);
  visit(t->mro, arg);
  visit(kr_val(t->base), arg);
}

static void type_clear(Ctx *ctx, Object *o) {
  Type *t = (Type *)o;
  if (!(t->flags & T_HEAP)) return;
  type_changed(t);
  if (t->dict) dict_clear(ctx, t->dict);
  kr_clear(ctx, &t->mro);
}

static void type_free(Ctx *ctx, Object *o) {
  Type *t = (Type *)o;
  type_unlink(ctx, t);
  type_changed(t);
  kr_clear(ctx, &t->dict);
  kr_clear(ctx, &t->mro);
  kr_clear(ctx, &t->bases);
  kr_clear(ctx, &t->slot_names);
  kr_clear(ctx, &t->name_obj);
  kr_clear(ctx, &t->qualname);
  for (Shape *root = t->shape, *older; root && root->type == t; root = older) {
    older = root->parent;
    shape_free_tree(ctx, root);
  }
  free(t->subclasses);
  if (t->base) kr_unref(ctx, kr_val(t->base));
}

static const Method type_methods[] = {
  {"mro", mro_m, "", "Return a type's method resolution order."},
  {"__subclasses__", subclasses_m, "", "Return a list of immediate subclasses."},
  {"__prepare__", prepare_m, NULL, "Create the namespace for the class statement", M_CLASS | M_RAW},
  {"__instancecheck__", instancecheck_m, "instance, /", "Check if an object is an instance."},
  {"__subclasscheck__", subclasscheck_m, "subclass, /", "Check if a class is a subclass."},
  {"__dir__", dir_m, "", "Specialized __dir__ implementation for types."},
  {"__sizeof__", sizeof_m, "", "Return memory consumption of the type object."},
  {NULL},
};

static const GetSet type_getsets[] = {
  {"__name__", get_name, set_name},
  {"__qualname__", get_qualname, set_qualname},
  {"__module__", get_module, set_module},
  {"__bases__", get_bases, set_bases},
  {"__base__", get_base},
  {"__mro__", get_mro},
  {"__dict__", get_dict},
  {"__doc__", get_doc, set_doc},
  {"__annotations__", get_annotations, set_annotations},
  {"__abstractmethods__", get_abstract, set_abstract},
  {"__text_signature__", get_text_signature},
  {"__basicsize__", get_basicsize},
  {"__itemsize__", get_itemsize},
  {"__dictoffset__", get_dictoffset},
  {"__weakrefoffset__", get_weakrefoffset},
  {"__flags__", get_flags},
  {NULL},
};

Type kr_type_type = {
  TYPE_HEAD(type, "type"),
  .flags = T_BASETYPE | T_GC | T_TYPE | T_WEAKREF | T_HAS_DICT,
  .size = sizeof(Type),
  .itemsize = 40,
  .dict_offset = offsetof(Type, dict),
  .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
  .methods = type_methods, .getsets = type_getsets,
  .new = type_new, .init = type_init, .free = type_free, .traverse = type_traverse, .clear = type_clear,
  .repr = type_repr, .call = type_call, .getattr = type_getattr, .setattr = type_setattr,
  .binary = {[BIN_or] = union_or},
};
