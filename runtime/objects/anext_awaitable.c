/* What anext(iterator, default) gives: awaits the next item, the default when there is none. */
#include "../krait.h"

typedef struct { Object ob; Value awaitable, fallback; Value iter /* of the awaitable, or 0 */; } AnextAwaitable;

static AnextAwaitable *self_of(Value v) { return (AnextAwaitable *)kr_obj(v); }

Value anext_with_default(Ctx *ctx, Value awaitable, Value fallback) {
  AnextAwaitable *o = kr_alloc_gc(ctx, SHAPE_anext_awaitable, sizeof(AnextAwaitable));
  if (!o) return 0;
  o->awaitable = kr_ref(awaitable);
  o->fallback = kr_ref(fallback);
  return kr_val(o);
}

static int start(Ctx *ctx, AnextAwaitable *o) {
  if (!o->iter) o->iter = kr_get_awaitable(ctx, o->awaitable, 0);
  return o->iter ? 0 : -1;
}

/* The end of the iterator is the default. */
static SendResult settle(Ctx *ctx, AnextAwaitable *o, SendResult r, Value *result) {
  if (r != SEND_ERROR || !kr_catch(ctx, &kr_type_StopAsyncIteration)) return r;
  *result = kr_ref(o->fallback);
  return SEND_RETURN;
}

static SendResult anext_send(Ctx *ctx, Value self, Value sent, Value *result) {
  AnextAwaitable *o = self_of(self);
  if (start(ctx, o) < 0) return SEND_ERROR;
  return settle(ctx, o, kr_send(ctx, o->iter, sent, result), result);
}

static Value step_value(Ctx *ctx, SendResult r, Value v) {
  if (r == SEND_NEXT) return v;
  if (r == SEND_ERROR) return 0;
  kr_raise_value(ctx, &kr_type_StopIteration, v);
  kr_unref(ctx, v);
  return 0;
}

static Value anext_next(Ctx *ctx, Value self) {
  Value v = 0;
  SendResult r = anext_send(ctx, self, KR_None, &v);
  if (r == SEND_NEXT) return v;
  kr_unref(ctx, v);
  return r == SEND_ERROR ? 0 : KR_STOP;
}

static Value anext_next_m(Ctx *ctx, Value self, const Value *a) {
  Value v = 0;
  SendResult r = anext_send(ctx, self, KR_None, &v);
  return step_value(ctx, r, v);
}

static Value anext_send_m(Ctx *ctx, Value self, const Value *a) {
  Value v = 0;
  SendResult r = anext_send(ctx, self, a[0], &v);
  return step_value(ctx, r, v);
}

/* throw and close go to the iterator. */
static Value pass_on(Ctx *ctx, Value self, Value name, const Value *args, size_t nargs) {
  AnextAwaitable *o = self_of(self);
  if (start(ctx, o) < 0) return 0;
  Value r = kr_call_method(ctx, o->iter, name, args, nargs), v = 0;
  if (r || settle(ctx, o, SEND_ERROR, &v) == SEND_ERROR) return r;
  return step_value(ctx, SEND_RETURN, v);
}

static Value anext_throw_m(Ctx *ctx, Value self, const Value *a) {
  size_t n = a[2] ? 3 : a[1] ? 2 : 1;
  return pass_on(ctx, self, N(throw), a, n);
}
static Value anext_close_m(Ctx *ctx, Value self, const Value *a) { return pass_on(ctx, self, N(close), NULL, 0); }
static Value anext_self(Ctx *ctx, Value self) { return kr_ref(self); }

static void anext_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((AnextAwaitable *)o)->awaitable, arg);
  visit(((AnextAwaitable *)o)->fallback, arg);
  visit(((AnextAwaitable *)o)->iter, arg);
}
static void anext_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((AnextAwaitable *)o)->awaitable);
  kr_clear(ctx, &((AnextAwaitable *)o)->fallback);
  kr_clear(ctx, &((AnextAwaitable *)o)->iter);
}

static const Method anext_methods[] = {
  {"__next__", anext_next_m, "", "Implement next(self).", M_COEXIST},
  {"send", anext_send_m, "arg, /", "Resume with a value."},
  {"throw", anext_throw_m, "typ, val=None, tb=None, /", "Raise an exception in what is awaited."},
  {"close", anext_close_m, "", "Give up waiting."},
  {0}};

Type kr_type_anext_awaitable = {
  TYPE_HEAD(anext_awaitable, "anext_awaitable"), .flags = T_GC | T_NO_NEW, .size = sizeof(AnextAwaitable),
  .iter = anext_self, .next = anext_next, .await = anext_self, .send = anext_send, .traverse = anext_traverse,
  .clear = anext_clear, .free = anext_clear, .methods = anext_methods,
};
