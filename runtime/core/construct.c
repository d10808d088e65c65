/* Calls from compiled code: of functions with a compiled body, and of classes whose instances are made by
 * object.__new__ and set up by such a function.
 *
 * A class of that kind gets, when it is first called, a function to make instances with (Type.make): it
 * takes the class and its arguments in registers, as bodies take theirs. */
#include "../krait.h"
#include "core.h"
#include "signature.h"
#include "slots.h"

static void learn(Type *t, size_t n);

/* The new instance, if __init__ gave None. */
Value kr_finish_new(Ctx *ctx, Value self, Value r) {
  if (KR_LIKELY(r == KR_None)) return kr_polled(ctx, self);
  if (r) kr_raise(ctx, &kr_type_TypeError, "__init__() should return None, not '%T'", r);
  kr_unref(ctx, r);
  kr_unref(ctx, self);
  return 0;
}

/* Some class has changed since: looks again. */
static KR_COLD Value call_changed(Ctx *ctx, Value cls, const Value *args, size_t n) {
  learn(kr_as_type(cls), n);
  return kr_call(ctx, cls, args, n, 0);
}

/* The function that makes instances from n arguments.  __init__ may take itself out of the class while it
 * runs, so that it is held. */
#define MAKER(n, Body, params, array, ...) \
  static Value make##n params { \
    Type *t = kr_as_type(cls); \
    if (KR_UNLIKELY(t->make_epoch != kr_runtime.type_epoch)) return call_changed(ctx, cls, array, n); \
    Function *init = (Function *)kr_obj(t->make_init); \
    Object *self = kr_alloc_plain(ctx, t); \
    if (KR_UNLIKELY(!self)) return 0; \
    if (kr_enter(ctx, " while calling a Python object")) return kr_finish_new(ctx, kr_val(self), 0); \
    init->ob.refs++; \
    Value r = ((Body)init->body)(ctx, kr_val(init), kr_val(self) __VA_ARGS__); \
    if (KR_UNLIKELY(--init->ob.refs == 0)) kr_dealloc(ctx, &init->ob); \
    kr_leave(ctx); \
    return kr_finish_new(ctx, kr_val(self), r); \
  }
MAKER(0, KrBody1, (Ctx *ctx, Value cls), NULL, )
MAKER(1, KrBody2, (Ctx *ctx, Value cls, Value a), &a, , a)
MAKER(2, KrBody3, (Ctx *ctx, Value cls, Value a, Value b), ((Value[]){a, b}), , a, b)
MAKER(3, KrBody4, (Ctx *ctx, Value cls, Value a, Value b, Value c), ((Value[]){a, b, c}), , a, b, c)
MAKER(4, KrBody5, (Ctx *ctx, Value cls, Value a, Value b, Value c, Value d), ((Value[]){a, b, c, d}), , a, b, c, d)

/* Instances of a class without an __init__ of its own. */
static Value make_bare(Ctx *ctx, Value cls) {
  Type *t = kr_as_type(cls);
  if (KR_UNLIKELY(t->make_epoch != kr_runtime.type_epoch)) return call_changed(ctx, cls, NULL, 0);
  return kr_polled(ctx, kr_val(kr_alloc_plain(ctx, t)));
}

/* Finds out whether the class may be called with n arguments the short way. */
static void learn(Type *t, size_t n) {
  static void *const makers[] = {make0, make1, make2, make3, make4};
  t->make_arity = 0;
  t->make_init = 0;
  if (n >= sizeof makers / sizeof *makers || t->new != object_new || !(t->flags & T_HEAP) ||
      t->flags & (T_ABSTRACT | T_NO_NEW) || t->itemsize) return;
  if (t->init == object_init) {
    if (n) return;
    t->make = make_bare;
  } else {
    Value init = type_lookup(t, N(__init__));
    if (t->init != slot_init || init == KR_ABSENT || !kr_has_shape(init, SHAPE_function)) return;
    if (((Function *)kr_obj(init))->arity != n + 1) return;
    t->make_init = init;
    t->make = makers[n];
  }
  t->make_epoch = kr_runtime.type_epoch;
  t->make_arity = (uint32_t)n + 1;
}

Value kr_call_slow(Ctx *ctx, Value f, const Value *args, size_t n) {
  if (kr_has_shape(f, SHAPE_function)) return ((Function *)kr_obj(f))->entry(ctx, f, args, n, 0);
  if (kr_has_shape(f, SHAPE_method_descriptor) && n && !kr_stack_low(ctx)) {
    const MethodDescr *d = (MethodDescr *)kr_obj(f);
    if (KR_LIKELY(kr_type_of(args[0]) == d->owner)) return kr_polled(ctx, kr_call_native(ctx, d->def, args[0], args + 1, n - 1, 0));
  }
  if (kr_has_shape(f, SHAPE_type) && kr_as_type(f)->flags & T_HEAP) learn(kr_as_type(f), n);
  return kr_polled(ctx, kr_call(ctx, f, args, n, 0));
}

/* ---- methods ---- */

/* Methods found for instances of a shape, for places that meet objects of several classes.  Good while the
 * type epoch is the same; names are those of compiled code, which stay. */
enum { METHODS = 512 };
static struct { Value name; AttrCache found; } methods[METHODS];

static size_t method_slot(uint32_t shape, Value name) { return (shape * 31 + (size_t)(name >> 4)) % METHODS; }

KR_INLINE bool is_good(const AttrCache *c, uint32_t shape) { return c->shape == shape && c->epoch == kr_runtime.type_epoch; }

/* Is the method in c, put there if it is remembered? */
static bool known_method(Value obj, Value name, AttrCache *c) {
  if (!kr_is_ptr(obj)) return false;
  uint32_t shape = kr_obj_shape(kr_obj(obj));
  if (KR_LIKELY(is_good(c, shape))) return true;
  size_t k = method_slot(shape, name);
  if (methods[k].name != name || !is_good(&methods[k].found, shape)) return false;
  *c = methods[k].found;
  return true;
}

static void remember_method(Value obj, Value name, Value f, const AttrCache *c) {
  if (!kr_is_ptr(obj) || c->value != f || !is_good(c, kr_obj_shape(kr_obj(obj)))) return;
  size_t k = method_slot(c->shape, name);
  methods[k].name = name;
  methods[k].found = *c;
}

static Value call_method(Ctx *ctx, Value f, const Value *args, size_t nargs) {
  if (kr_has_shape(f, SHAPE_function)) return ((Function *)kr_obj(f))->entry(ctx, f, args, nargs + 1, 0);
  if (kr_has_shape(f, SHAPE_method_descriptor))
    return kr_polled(ctx, kr_call_native(ctx, ((MethodDescr *)kr_obj(f))->def, args[0], args + 1, nargs, 0));
  return kr_polled(ctx, kr_call(ctx, f, args, nargs + 1, 0));
}

/* The method in c: a native one that needs no binding is called straight. */
static Value call_known(Ctx *ctx, const AttrCache *c, const Value *args, size_t nargs) {
  Value f = c->value;
  if (KR_LIKELY(c->kind)) {
    Value r = native_call_direct(ctx, c->kind, ((MethodDescr *)kr_obj(f))->def, args[0], args + 1, nargs);
    if (KR_LIKELY(r != KR_ABSENT)) return kr_polled(ctx, r);
  }
  kr_ref(f);
  Value r = call_method(ctx, f, args, nargs);
  kr_unref(ctx, f);
  return r;
}

static KR_COLD Value invoke_unknown(Ctx *ctx, Frame *frame, uint32_t pos, Value name, AttrCache *c, const Value *args, size_t nargs) {
  uint32_t call_pos = frame->pos;
  Value self, r;
  frame->pos = pos;
  Value f = kr_getmethod_cached(ctx, args[0], name, &self, c);
  if (KR_UNLIKELY(!f)) return 0;
  frame->pos = call_pos;
  if (self) remember_method(args[0], name, f, c);
  r = self ? call_method(ctx, f, args, nargs) : kr_polled(ctx, kr_call(ctx, f, args + 1, nargs, 0));
  kr_unref(ctx, f);
  return r;
}

Value kr_invoke_slow(Ctx *ctx, Frame *frame, uint32_t pos, Value name, AttrCache *c, const Value *args, size_t nargs) {
  if (KR_LIKELY(known_method(args[0], name, c))) return call_known(ctx, c, args, nargs);
  return invoke_unknown(ctx, frame, pos, name, c, args, nargs);
}

static KR_COLD void remember_native(Ctx *ctx, Value f, CallCache *c) {
  c->direct = native_direct(ctx, ((Builtin *)kr_obj(f))->def);
  if (c->direct) c->native = kr_ref(f);
}

Value kr_callee_slow(Ctx *ctx, Value f, const Value *args, size_t n, CallCache *c) {
  if (KR_LIKELY(f == c->native) && !kr_stack_low(ctx)) {
    const Builtin *b = (Builtin *)kr_obj(f);
    Value r = native_call_direct(ctx, c->direct, b->def, b->self, args, n);
    if (KR_LIKELY(r != KR_ABSENT)) return kr_polled(ctx, r);
  } else if (!c->native && kr_has_shape(f, SHAPE_builtin)) remember_native(ctx, f, c);
  if (!c->seen && kr_has_shape(f, SHAPE_function) && !((Function *)kr_obj(f))->closure && ((Function *)kr_obj(f))->arity == n)
    c->held = kr_ref(f);
  c->seen = 1;
  return kr_call_slow(ctx, f, args, n);
}
