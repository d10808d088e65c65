/* weakref.ref: calls give the target, or None once it is gone. */
#include "../core/weakref.h"

static Value ref_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (nargs < 1) return kr_raise(ctx, &kr_type_TypeError, "__new__ expected at least 1 argument, got 0");
  if (nargs > 2) return kr_raise(ctx, &kr_type_TypeError, "__new__ expected at most 2 arguments, got %zu", nargs);
  return weakref_new(ctx, type, args[0], nargs == 2 ? args[1] : 0);
}

static int ref_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len) {
    kr_raise(ctx, &kr_type_TypeError, "ref() takes no keyword arguments");
    return -1;
  }
  if (nargs >= 1 && nargs <= 2) return 0;
  kr_raise(ctx, &kr_type_TypeError, "__init__ expected at %s, got %zu", nargs ? "most 2 arguments" : "least 1 argument", nargs);
  return -1;
}

static Value ref_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (nargs || (kwnames && tuple_of(kwnames)->len))
    return kr_raise(ctx, &kr_type_TypeError, "weakref() takes no arguments (%zu given)", nargs);
  Value t = weakref_target(self);
  return t ? kr_ref(t) : KR_None;
}

static int64_t ref_hash(Ctx *ctx, Value self) {
  WeakRef *r = weakref_of(self);
  if (r->hash != -1) return r->hash;
  Value t = weakref_target(self);
  if (!t) {
    kr_raise(ctx, &kr_type_TypeError, "weak object has gone away");
    return -1;
  }
  kr_ref(t);
  r->hash = kr_hash(ctx, t);
  kr_unref(ctx, t);
  return r->hash;
}

static Value ref_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_instance_of(a, &kr_type_weakref) || !kr_instance_of(b, &kr_type_weakref))
    return KR_NotImplemented;
  Value ta = weakref_target(a), tb = weakref_target(b);
  if (!ta || !tb) return kr_bool((a == b) == (op == CMP_eq));
  kr_ref(ta);
  kr_ref(tb);
  Value r = kr_compare(ctx, ta, tb, op);
  kr_unref(ctx, ta);
  kr_unref(ctx, tb);
  return r;
}

static Value ref_repr(Ctx *ctx, Value self) {
  Value t = weakref_target(self);
  if (!t) return str_format_c(ctx, "<weakref at %p; dead>", (void *)(uintptr_t)self);
  kr_ref(t);
  Value name = kr_getattr_opt(ctx, t, N(__name__)), r = 0;
  if (name && name != KR_ABSENT && kr_is_anystr(name))
    r = str_format_c(ctx, "<weakref at %p; to '%T' at %p (%U)>", (void *)(uintptr_t)self, t, (void *)(uintptr_t)t, name);
  else if (name)
    r = str_format_c(ctx, "<weakref at %p; to '%T' at %p>", (void *)(uintptr_t)self, t, (void *)(uintptr_t)t);
  if (name != KR_ABSENT) kr_unref(ctx, name);
  kr_unref(ctx, t);
  return r;
}

static Value get_callback(Ctx *ctx, Value self) {
  Value c = weakref_of(self)->callback;
  return c ? kr_ref(c) : KR_None;
}

static Value class_getitem_m(Ctx *ctx, Value self, const Value *a) { return genericalias_new(ctx, self, a[0]); }

static const Method ref_methods[] = {
  {"__class_getitem__", class_getitem_m, "item, /", "See PEP 585", M_CLASS},
  {NULL},
};
static const GetSet ref_getsets[] = {{"__callback__", get_callback}, {NULL}};

Type kr_type_weakref = {
  TYPE_HEAD(weakref, "weakref.ReferenceType"), .flags = T_BASETYPE | T_GC, .size = sizeof(WeakRef),
  .methods = ref_methods, .getsets = ref_getsets, .new = ref_new, .init = ref_init, .free = weakref_free,
  .traverse = weakref_traverse, .clear = weakref_clear, .repr = ref_repr, .hash = ref_hash, .compare = ref_compare,
  .call = ref_call,
};
