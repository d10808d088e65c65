/* method: a function bound to an instance. */
#include "../krait.h"

static BoundMethod *method_of(Value v) { return (BoundMethod *)kr_obj(v); }

Value method_new(Ctx *ctx, Value func, Value self) {
  BoundMethod *m = kr_alloc_gc(ctx, SHAPE_method, sizeof(BoundMethod));
  if (!m) return 0;
  m->func = kr_ref(func);
  m->self = kr_ref(self);
  return kr_val(m);
}

static Value method_make(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  Value a[2];
  if (kr_bind(ctx, "method", "function, instance, /", &sig, args, nargs, kwnames, a) < 0) return 0;
  if (!kr_is_callable(a[0])) return kr_raise(ctx, &kr_type_TypeError, "first argument must be callable");
  if (a[1] == KR_None) return kr_raise(ctx, &kr_type_TypeError, "instance must not be None");
  return method_new(ctx, a[0], a[1]);
}

static Value method_call(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  BoundMethod *m = method_of(callee);
  Value func = kr_ref(m->func), self = kr_ref(m->self);
  Value r = kr_call_self(ctx, func, self, args, nargs, kwnames);
  kr_unref(ctx, self);
  kr_unref(ctx, func);
  return r;
}

static Value method_repr(Ctx *ctx, Value v) {
  BoundMethod *m = method_of(v);
  Value name = kr_getattr_opt(ctx, m->func, N(__qualname__));
  if (name == KR_ABSENT) name = kr_getattr_opt(ctx, m->func, N(__name__));
  if (!name) return 0;
  Value r;
  if (name != KR_ABSENT && kr_is_anystr(name)) r = str_format_c(ctx, "<bound method %U of %R>", name, m->self);
  else r = str_format_c(ctx, "<bound method ? of %R>", m->self);
  if (name != KR_ABSENT) kr_unref(ctx, name);
  return r;
}

static Value method_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_method) || !kr_has_shape(b, SHAPE_method))
    return KR_NotImplemented;
  int same = method_of(a)->self == method_of(b)->self;
  if (same) same = kr_compare_bool(ctx, method_of(a)->func, method_of(b)->func, CMP_eq);
  if (same < 0) return 0;
  return kr_bool(same == (op == CMP_eq));
}

static int64_t method_hash(Ctx *ctx, Value v) {
  int64_t f = kr_hash(ctx, method_of(v)->func);
  if (f == -1) return -1;
  int64_t h = (int64_t)(method_of(v)->self >> 4 | method_of(v)->self << 60) ^ f;
  return h == -1 ? -2 : h;
}

/* What a method does not have itself is the function's. */
static Value method_getattr(Ctx *ctx, Value self, Value name) {
  if (kr_is_anystr(name) && type_lookup(&kr_type_method, name) != KR_ABSENT) return kr_generic_getattr(ctx, self, name);
  return kr_getattr(ctx, method_of(self)->func, name);
}

static Value method_reduce(Ctx *ctx, Value self, const Value *a) {
  Value name = kr_getattr(ctx, method_of(self)->func, N(__name__));
  if (!name) return 0;
  Value getattr = kr_import_attr(ctx, "builtins", "getattr");
  Value args = getattr ? tuple_pack(ctx, 2, method_of(self)->self, name) : 0;
  Value r = args ? tuple_pack(ctx, 2, getattr, args) : 0;
  kr_unref(ctx, args);
  kr_unref(ctx, getattr);
  kr_unref(ctx, name);
  return r;
}

static Value method_doc(Ctx *ctx, Value self) { return kr_getattr(ctx, method_of(self)->func, N(__doc__)); }

static void method_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((BoundMethod *)o)->func, arg);
  visit(((BoundMethod *)o)->self, arg);
}
static void method_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((BoundMethod *)o)->func);
  kr_clear(ctx, &((BoundMethod *)o)->self);
}

static const Method method_methods[] = {
  {"__reduce__", method_reduce, "", NULL},
  {0}};
static const Member method_members[] = {
  {"__func__", MEMBER_VALUE, offsetof(BoundMethod, func), 1, "the function (or other callable) implementing a method"},
  {"__self__", MEMBER_VALUE, offsetof(BoundMethod, self), 1, "the instance to which a method is bound"},
  {0}};
static const GetSet method_getsets[] = {{"__doc__", method_doc, NULL, NULL}, {0}};

Type kr_type_method = {
  TYPE_HEAD(method, "method"), .flags = T_GC | T_WEAKREF | T_VECTORCALL, .size = sizeof(BoundMethod),
  .sig = "function, instance, /", .doc = "A function bound to the instance it is called with.",
  .new = method_make, .call = method_call, .repr = method_repr, .compare = method_compare, .hash = method_hash,
  .getattr = method_getattr, .traverse = method_traverse, .clear = method_clear,
  .free = method_clear, .methods = method_methods, .members = method_members, .getsets = method_getsets,
};
