/* Descriptors of native types: methods and class methods from method tables, special methods over
 * slots, getsets, members (of native structs and __slots__), and bound special methods. */
#include "../core/core.h"

/* All descriptors begin with their owner; those with a name have it where MethodDescr has it. */
static MethodDescr *descr_alloc(Ctx *ctx, uint32_t shape, size_t size, Type *owner) {
  MethodDescr *d = kr_alloc_gc(ctx, shape, size);
  if (!d) return NULL;
  d->owner = owner;
  kr_ref(kr_val(owner));
  return d;
}

Value methoddescr_new(Ctx *ctx, Type *owner, const Method *def, int is_class) {
  MethodDescr *d = descr_alloc(ctx, is_class ? SHAPE_classmethod_descriptor : SHAPE_method_descriptor, sizeof *d, owner);
  if (!d) return 0;
  d->def = def;
  d->name = str_intern_c(ctx, def->name);
  return kr_val(d);
}

Value wrapperdescr_new(Ctx *ctx, Type *owner, const SlotRow *row, void *slot) {
  WrapperDescr *d = (WrapperDescr *)descr_alloc(ctx, SHAPE_wrapper_descriptor, sizeof *d, owner);
  if (!d) return 0;
  d->row = row;
  d->slot = slot;
  return kr_val(d);
}

Value getsetdescr_new(Ctx *ctx, Type *owner, const GetSet *def) {
  GetSetDescr *d = (GetSetDescr *)descr_alloc(ctx, SHAPE_getset_descriptor, sizeof *d, owner);
  if (!d) return 0;
  d->def = def;
  d->name = str_intern_c(ctx, def->name);
  return kr_val(d);
}

Value memberdescr_new(Ctx *ctx, Type *owner, const Member *def) {
  MemberDescr *d = (MemberDescr *)descr_alloc(ctx, SHAPE_member_descriptor, sizeof *d, owner);
  if (!d) return 0;
  d->def = def;
  d->name = str_intern_c(ctx, def->name);
  return kr_val(d);
}

Value memberdescr_slot(Ctx *ctx, Type *owner, Value name, size_t offset) {
  MemberDescr *d = (MemberDescr *)descr_alloc(ctx, SHAPE_member_descriptor, sizeof *d, owner);
  if (!d) return 0;
  d->name = kr_ref(name);
  d->fixed_offset = (uint32_t)offset;
  return kr_val(d);
}

static void descr_traverse(Object *o, VisitFn visit, void *arg) { visit(kr_val(((MethodDescr *)o)->owner), arg); }
static void named_free(Ctx *ctx, Object *o) {
  MethodDescr *d = (MethodDescr *)o;
  kr_unref(ctx, kr_val(d->owner));
  kr_unref(ctx, d->name);
}
static void wrapper_free(Ctx *ctx, Object *o) { kr_unref(ctx, kr_val(((WrapperDescr *)o)->owner)); }

static Value descr_name(Value v) {
  if (kr_has_shape(v, SHAPE_wrapper_descriptor)) return kr_names[((WrapperDescr *)kr_obj(v))->row->name];
  return ((MethodDescr *)kr_obj(v))->name;
}
static Type *descr_owner(Value v) { return ((MethodDescr *)kr_obj(v))->owner; }

static int check_object(Ctx *ctx, Value descr, Value obj) {
  Type *owner = descr_owner(descr);
  if (kr_subtype(kr_type_of(obj), owner)) return 0;
  kr_raise(ctx, &kr_type_TypeError, "descriptor '%U' for '%N' objects doesn't apply to a '%T' object",
           descr_name(descr), owner, obj);
  return -1;
}

/* ---- attributes all of them have ---- */
static Value get_name(Ctx *ctx, Value self) { return kr_ref(descr_name(self)); }
static Value get_objclass(Ctx *ctx, Value self) { return kr_ref(kr_val(descr_owner(self))); }

static Value get_qualname(Ctx *ctx, Value self) {
  Value owner = kr_getattr(ctx, kr_val(descr_owner(self)), N(__qualname__));
  if (!owner) return 0;
  Value r = str_format_c(ctx, "%S.%U", owner, descr_name(self));
  kr_unref(ctx, owner);
  return r;
}

static Value text_or_none(Ctx *ctx, const char *s) { return s ? str_from(ctx, s) : KR_None; }

/* Parameters without self as inspect.signature parses them: "x, /" becomes "($self, x, /)". */
static Value text_signature(Ctx *ctx, const char *sig, const char *first) {
  if (!sig) return KR_None;
  const char *comma = *sig ? ", " : "";
  if (strchr(sig, '/')) return str_format_c(ctx, "($%s%s%s)", first, comma, sig);
  return str_format_c(ctx, "($%s, /%s%s)", first, comma, sig);
}

static Value method_get_doc(Ctx *ctx, Value self) { return text_or_none(ctx, ((MethodDescr *)kr_obj(self))->def->doc); }
static Value method_get_sig(Ctx *ctx, Value self) {
  int is_class = kr_has_shape(self, SHAPE_classmethod_descriptor);
  return text_signature(ctx, ((MethodDescr *)kr_obj(self))->def->sig, is_class ? "type" : "self");
}
static Value wrapper_get_doc(Ctx *ctx, Value self) { return text_or_none(ctx, ((WrapperDescr *)kr_obj(self))->row->doc); }
static Value wrapper_get_sig(Ctx *ctx, Value self) {
  return text_signature(ctx, ((WrapperDescr *)kr_obj(self))->row->sig, "self");
}
static Value getset_get_doc(Ctx *ctx, Value self) { return text_or_none(ctx, ((GetSetDescr *)kr_obj(self))->def->doc); }
static Value member_get_doc(Ctx *ctx, Value self) {
  const Member *def = ((MemberDescr *)kr_obj(self))->def;
  return def ? text_or_none(ctx, def->doc) : KR_None;
}

/* (getattr, (obj, name)): how pickle writes a descriptor or a bound one. */
static Value reduce_as_getattr(Ctx *ctx, Value obj, Value name) {
  Value getattr = kr_import_attr(ctx, "builtins", "getattr");
  if (!getattr) return 0;
  Value args = tuple_pack(ctx, 2, obj, name);
  Value r = args ? tuple_pack(ctx, 2, getattr, args) : 0;
  kr_unref(ctx, args);
  kr_unref(ctx, getattr);
  return r;
}
static Value descr_reduce(Ctx *ctx, Value self, const Value *a) {
  return reduce_as_getattr(ctx, kr_val(descr_owner(self)), descr_name(self));
}

static Value descr_repr_as(Ctx *ctx, Value v, const char *what) {
  return str_format_c(ctx, "<%s '%U' of '%N' objects>", what, descr_name(v), descr_owner(v));
}
static Value method_repr(Ctx *ctx, Value v) { return descr_repr_as(ctx, v, "method"); }
static Value wrapper_repr(Ctx *ctx, Value v) { return descr_repr_as(ctx, v, "slot wrapper"); }
static Value getset_repr(Ctx *ctx, Value v) { return descr_repr_as(ctx, v, "attribute"); }
static Value member_repr(Ctx *ctx, Value v) { return descr_repr_as(ctx, v, "member"); }

/* ---- methods ---- */
static Value method_call(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  MethodDescr *d = (MethodDescr *)kr_obj(callee);
  if (!nargs) return kr_raise(ctx, &kr_type_TypeError, "unbound method %N.%U() needs an argument", d->owner, d->name);
  if (check_object(ctx, callee, args[0]) < 0) return 0;
  return kr_call_native(ctx, d->def, args[0], args + 1, nargs - 1, kwnames);
}

static Value method_get(Ctx *ctx, Value descr, Value obj, Value type) {
  if (!obj) return kr_ref(descr);
  if (check_object(ctx, descr, obj) < 0) return 0;
  return builtin_new(ctx, ((MethodDescr *)kr_obj(descr))->def, obj, 0);
}

static int check_class(Ctx *ctx, MethodDescr *d, Value type) {
  if (!kr_is_type(type)) {
    kr_raise(ctx, &kr_type_TypeError, "descriptor '%U' for type '%N' needs a type, not a '%T' as arg 2", d->name, d->owner, type);
    return -1;
  }
  if (kr_subtype(kr_as_type(type), d->owner)) return 0;
  kr_raise(ctx, &kr_type_TypeError, "descriptor '%U' requires a subtype of '%N' but received '%N'", d->name, d->owner, kr_as_type(type));
  return -1;
}

static Value classmethod_get(Ctx *ctx, Value descr, Value obj, Value type) {
  MethodDescr *d = (MethodDescr *)kr_obj(descr);
  if (!type) type = obj ? kr_val(kr_type_of(obj)) : 0;
  if (!type)
    return kr_raise(ctx, &kr_type_TypeError, "descriptor '%U' for type '%N' needs either an object or a type", d->name, d->owner);
  if (check_class(ctx, d, type) < 0) return 0;
  return builtin_new(ctx, d->def, type, 0);
}

static Value classmethod_call(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  MethodDescr *d = (MethodDescr *)kr_obj(callee);
  if (!nargs)
    return kr_raise(ctx, &kr_type_TypeError, "descriptor '%U' of '%N' object needs an argument", d->name, d->owner);
  if (check_class(ctx, d, args[0]) < 0) return 0;
  return kr_call_native(ctx, d->def, args[0], args + 1, nargs - 1, kwnames);
}

/* ---- special methods over slots ---- */
static Value wrapper_call(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  WrapperDescr *d = (WrapperDescr *)kr_obj(callee);
  Value name = kr_names[d->row->name];
  if (!nargs)
    return kr_raise(ctx, &kr_type_TypeError, "descriptor '%U' of '%N' object needs an argument", name, d->owner);
  if (!kr_subtype(kr_type_of(args[0]), d->owner))
    return kr_raise(ctx, &kr_type_TypeError, "descriptor '%U' requires a '%N' object but received a '%T'", name, d->owner, args[0]);
  return d->row->wrap(ctx, d->row, d->slot, args[0], args + 1, nargs - 1, kwnames);
}

static Value wrapper_get(Ctx *ctx, Value descr, Value obj, Value type) {
  if (!obj) return kr_ref(descr);
  if (check_object(ctx, descr, obj) < 0) return 0;
  MethodWrapper *w = kr_alloc_gc(ctx, SHAPE_method_wrapper, sizeof *w);
  if (!w) return 0;
  w->self = kr_ref(obj);
  w->descr = (WrapperDescr *)kr_obj(kr_ref(descr));
  return kr_val(w);
}

/* ---- bound special methods ---- */
static MethodWrapper *bound(Value v) { return (MethodWrapper *)kr_obj(v); }

static Value bound_call(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  const WrapperDescr *d = bound(callee)->descr;
  return d->row->wrap(ctx, d->row, d->slot, bound(callee)->self, args, nargs, kwnames);
}
static Value bound_repr(Ctx *ctx, Value v) {
  Value self = bound(v)->self;
  return str_format_c(ctx, "<method-wrapper '%U' of %T object at %p>", kr_names[bound(v)->descr->row->name], self, (void *)(uintptr_t)self);
}
static int64_t bound_hash(Ctx *ctx, Value v) {
  int64_t h = (int64_t)((bound(v)->self >> 4) * 31 ^ ((uintptr_t)bound(v)->descr >> 4)) >> 2;
  return h == -1 ? -2 : h;
}
static Value bound_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(b, SHAPE_method_wrapper)) return KR_NotImplemented;
  int same = bound(a)->self == bound(b)->self && bound(a)->descr == bound(b)->descr;
  return kr_bool(same == (op == CMP_eq));
}
static void bound_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((MethodWrapper *)o)->self, arg);
  visit(kr_val(((MethodWrapper *)o)->descr), arg);
}
static void bound_free(Ctx *ctx, Object *o) {
  kr_unref(ctx, ((MethodWrapper *)o)->self);
  kr_unref(ctx, kr_val(((MethodWrapper *)o)->descr));
}
static Value bound_get_self(Ctx *ctx, Value v) { return kr_ref(bound(v)->self); }
static Value bound_get_name(Ctx *ctx, Value v) { return kr_ref(kr_names[bound(v)->descr->row->name]); }
static Value bound_get_objclass(Ctx *ctx, Value v) { return kr_ref(kr_val(bound(v)->descr->owner)); }
static Value bound_get_qualname(Ctx *ctx, Value v) { return get_qualname(ctx, kr_val(bound(v)->descr)); }
static Value bound_get_doc(Ctx *ctx, Value v) { return wrapper_get_doc(ctx, kr_val(bound(v)->descr)); }
static Value bound_get_sig(Ctx *ctx, Value v) { return wrapper_get_sig(ctx, kr_val(bound(v)->descr)); }
static Value bound_reduce(Ctx *ctx, Value self, const Value *a) {
  return reduce_as_getattr(ctx, bound(self)->self, kr_names[bound(self)->descr->row->name]);
}

/* ---- getsets ---- */
static Value getset_get(Ctx *ctx, Value descr, Value obj, Value type) {
  if (!obj) return kr_ref(descr);
  GetSetDescr *d = (GetSetDescr *)kr_obj(descr);
  if (check_object(ctx, descr, obj) < 0) return 0;
  if (d->def->get) return d->def->get(ctx, obj);
  return kr_raise(ctx, &kr_type_AttributeError, "attribute '%U' of '%N' objects is not readable", d->name, d->owner);
}

static int getset_set(Ctx *ctx, Value descr, Value obj, Value v) {
  GetSetDescr *d = (GetSetDescr *)kr_obj(descr);
  if (check_object(ctx, descr, obj) < 0) return -1;
  if (d->def->set) return d->def->set(ctx, obj, v);
  kr_raise(ctx, &kr_type_AttributeError, "attribute '%U' of '%N' objects is not writable", d->name, d->owner);
  return -1;
}

/* ---- members ---- */
static Value member_load(Ctx *ctx, const Member *m, const char *at) {
  switch (m->kind) {
  case MEMBER_I32: return int_from_i64(ctx, *(const int32_t *)at);
  case MEMBER_U32: return int_from_i64(ctx, *(const uint32_t *)at);
  case MEMBER_I64: return int_from_i64(ctx, *(const int64_t *)at);
  case MEMBER_BOOL: return kr_bool(*(const uint8_t *)at);
  case MEMBER_DOUBLE: return kr_float(ctx, *(const double *)at);
  default: break;
  }
  Value v = *(const Value *)at;
  if (v) return kr_ref(v);
  return m->kind == MEMBER_VALUE ? KR_None : KR_ABSENT;
}

static Value member_get(Ctx *ctx, Value descr, Value obj, Value type) {
  if (!obj) return kr_ref(descr);
  MemberDescr *d = (MemberDescr *)kr_obj(descr);
  if (check_object(ctx, descr, obj) < 0) return 0;
  Value v;
  if (d->def) {
    v = member_load(ctx, d->def, (char *)kr_obj(obj) + d->def->offset);
  } else {
    v = *(Value *)((char *)kr_obj(obj) + d->fixed_offset);
    v = v ? kr_ref(v) : KR_ABSENT;
  }
  return v == KR_ABSENT ? kr_raise_attribute(ctx, obj, d->name) : v;
}

static int set_value(Ctx *ctx, Value *place, Value obj, Value name, Value v) {
  if (!v && !*place) return kr_raise_value(ctx, &kr_type_AttributeError, name), -1;
  kr_set(ctx, place, v ? kr_ref(v) : 0);
  return 0;
}

static int member_store(Ctx *ctx, const Member *m, Value obj, Value name, Value v) {
  char *at = (char *)kr_obj(obj) + m->offset;
  if (m->kind == MEMBER_VALUE || m->kind == MEMBER_VALUE_EX) return set_value(ctx, (Value *)at, obj, name, v);
  if (!v) {
    kr_raise(ctx, &kr_type_TypeError, "can't delete numeric/char attribute");
    return -1;
  }
  if (m->kind == MEMBER_DOUBLE) return kr_to_double(ctx, v, (double *)at);
  if (m->kind == MEMBER_BOOL) {
    if (v != KR_True && v != KR_False) {
      kr_raise(ctx, &kr_type_TypeError, "attribute value type must be bool");
      return -1;
    }
    *(uint8_t *)at = v == KR_True;
    return 0;
  }
  int64_t n;
  if (int_to_i64(ctx, v, &n) < 0) return -1;
  if (m->kind == MEMBER_I64) *(int64_t *)at = n;
  else *(uint32_t *)at = (uint32_t)n;
  return 0;
}

static int member_set(Ctx *ctx, Value descr, Value obj, Value v) {
  MemberDescr *d = (MemberDescr *)kr_obj(descr);
  if (check_object(ctx, descr, obj) < 0) return -1;
  if (!d->def) return set_value(ctx, (Value *)((char *)kr_obj(obj) + d->fixed_offset), obj, d->name, v);
  if (!d->def->readonly) return member_store(ctx, d->def, obj, d->name, v);
  kr_raise(ctx, &kr_type_AttributeError, "readonly attribute");
  return -1;
}

/* ---- tables ---- */
static const Method reduce_methods[] = {{"__reduce__", descr_reduce, "", NULL}, {NULL}};
static const Method bound_methods[] = {{"__reduce__", bound_reduce, "", NULL}, {NULL}};
#define COMMON {"__name__", get_name}, {"__qualname__", get_qualname}, {"__objclass__", get_objclass}
static const GetSet method_getsets[] = {
  COMMON, {"__doc__", method_get_doc}, {"__text_signature__", method_get_sig}, {NULL},
};
static const GetSet wrapper_getsets[] = {
  COMMON, {"__doc__", wrapper_get_doc}, {"__text_signature__", wrapper_get_sig}, {NULL},
};
static const GetSet getset_getsets[] = {COMMON, {"__doc__", getset_get_doc}, {NULL}};
static const GetSet member_getsets[] = {COMMON, {"__doc__", member_get_doc}, {NULL}};
static const GetSet bound_getsets[] = {
  {"__self__", bound_get_self}, {"__name__", bound_get_name}, {"__qualname__", bound_get_qualname},
  {"__objclass__", bound_get_objclass}, {"__doc__", bound_get_doc}, {"__text_signature__", bound_get_sig}, {NULL},
};

Type kr_type_method_descriptor = {
  TYPE_HEAD(method_descriptor, "method_descriptor"), .flags = T_GC | T_METHOD_DESCR | T_VECTORCALL, .size = sizeof(MethodDescr),
  .methods = reduce_methods, .getsets = method_getsets, .free = named_free, .traverse = descr_traverse,
  .repr = method_repr, .call = method_call, .descr_get = method_get,
};
Type kr_type_classmethod_descriptor = {
  TYPE_HEAD(classmethod_descriptor, "classmethod_descriptor"), .flags = T_GC, .size = sizeof(MethodDescr),
  .methods = reduce_methods, .getsets = method_getsets, .free = named_free, .traverse = descr_traverse,
  .repr = method_repr, .call = classmethod_call, .descr_get = classmethod_get,
};
Type kr_type_wrapper_descriptor = {
  TYPE_HEAD(wrapper_descriptor, "wrapper_descriptor"), .flags = T_GC | T_METHOD_DESCR, .size = sizeof(WrapperDescr),
  .methods = reduce_methods, .getsets = wrapper_getsets, .free = wrapper_free, .traverse = descr_traverse,
  .repr = wrapper_repr, .call = wrapper_call, .descr_get = wrapper_get,
};
Type kr_type_getset_descriptor = {
  TYPE_HEAD(getset_descriptor, "getset_descriptor"), .flags = T_GC, .size = sizeof(GetSetDescr),
  .methods = reduce_methods, .getsets = getset_getsets, .free = named_free, .traverse = descr_traverse,
  .repr = getset_repr, .descr_get = getset_get, .descr_set = getset_set,
};
Type kr_type_member_descriptor = {
  TYPE_HEAD(member_descriptor, "member_descriptor"), .flags = T_GC, .size = sizeof(MemberDescr),
  .methods = reduce_methods, .getsets = member_getsets, .free = named_free, .traverse = descr_traverse,
  .repr = member_repr, .descr_get = member_get, .descr_set = member_set,
};
Type kr_type_method_wrapper = {
  TYPE_HEAD(method_wrapper, "method-wrapper"), .flags = T_GC, .size = sizeof(MethodWrapper),
  .methods = bound_methods, .getsets = bound_getsets, .free = bound_free, .traverse = bound_traverse,
  .repr = bound_repr, .hash = bound_hash, .compare = bound_compare, .call = bound_call,
};
