/* await f(..), async with: a coroutine that is awaited where it is called.
 *
 * Nobody else can have the coroutine before it first suspends, and most never do: a compiled one begins
 * on the C stack, and becomes an object only when it yields. */
#include "../native.h"
#include "generator.h"

enum { STACK_SLOTS = 24 };
typedef struct { Generator g; Value slots[STACK_SLOTS]; } Place;

/* The compiled form of f if it is a coroutine function that can begin without an object. */
static const KrNativeFn *beginner(const Ctx *ctx, Value f) {
  if (!kr_has_shape(f, SHAPE_function)) return NULL;
  const CodeObj *code = ((Function *)kr_obj(f))->code;
  const KrNativeFn *native = code->native;
  if (!native || !native->resume || native->nslots > STACK_SLOTS) return NULL;
  if (!(code->code->flags & CODE_COROUTINE) || ctx->pending & PENDING_TRACE) return NULL;
  return ctx->coroutine_origin_depth && ctx->coroutine_origin_depth != kr_int(0) ? NULL : native;
}

static void prepare(Generator *g, Value f, const KrNativeFn *native) {
  const Function *fn = (Function *)kr_obj(f);
  const Code *c = fn->code->code;
  memset(g, 0, sizeof *g + native->nslots * sizeof(Value));
  g->ob.refs = 1;
  g->ob.meta = SHAPE_coroutine;
  g->frame = (Frame){.func = f, .code = fn->code, .globals = fn->globals, .builtins = fn->builtins, .locals = g->slots, .kind = FRAME_GENERATOR};
  g->resume = native->resume;
  g->nslots = native->nslots;
  g->state = GEN_RUNNING;
  for (uint32_t k = 0; k < c->nfrees; k++) g->slots[c->nlocals + c->ncells + k] = kr_ref(tuple_of(fn->closure)->items[k]);
}

/* The arguments go to the parameters' slots, one each or as the signature says.  -1: raised. */
static int fill(Ctx *ctx, Generator *g, const KrNativeFn *native, const Value *args, size_t n) {
  if (KR_UNLIKELY(native->nparams != n)) return function_bind(ctx, (Function *)kr_obj(g->frame.func), args, n, 0, g->slots);
  for (size_t k = 0; k < n; k++) g->slots[k] = kr_ref(args[k]);
  return 0;
}

/* It has yielded x (stolen if this fails): it lives on as an object. */
static int suspended(Ctx *ctx, Generator *g, Value *iter, Value *x) {
  Generator *object = generator_to_heap(ctx, g);
  if (KR_LIKELY(object != NULL)) {
    *iter = kr_val(object);
    return SEND_NEXT;
  }
  generator_finish(ctx, g);
  kr_clear(ctx, x);
  return SEND_ERROR;
}

/* g's first step, which its arguments are in place for. */
static int begin(Ctx *ctx, Generator *g, Frame *caller, Value *iter, Value *x) {
  g->frame.prev = caller;
  ctx->frame = &g->frame;
  if (KR_UNLIKELY(ctx->handled != 0)) generator_enter_handled(ctx, g);
  Value r = g->resume(ctx, g, KR_None);
  if (KR_UNLIKELY(g->own_handled || g->handled)) generator_leave_handled(ctx, g);
  int how = r == KR_STOP ? SEND_RETURN : r ? SEND_NEXT : SEND_ERROR;
  *x = r == KR_STOP ? g->result : r;
  if (KR_UNLIKELY(how == SEND_NEXT)) how = suspended(ctx, g, iter, x);
  else generator_ended(ctx, g, r);
  ctx->frame = caller;
  return how;
}

/* Where in the instructions of await the frame is: they follow the call, or the look for the next item. */
enum { AT_AWAITABLE = 1, AT_SEND = 3, AT_NEXT_SEND = 2 };

static int first_step(Ctx *ctx, Value it /* stolen */, Value *iter, Value *x) {
  int how = kr_fast_send(ctx, it, KR_None, x);
  if (how == SEND_NEXT) *iter = it;
  else kr_unref(ctx, it);
  return how;
}

static int await_object(Ctx *ctx, Frame *frame, int where, Value called, Value *iter, Value *x) {
  uint32_t pos = frame->pos;
  if (!called) return SEND_ERROR;
  frame->pos = pos + AT_AWAITABLE;
  Value it = kr_get_awaitable(ctx, called, where);
  kr_unref(ctx, called);
  if (!it) return SEND_ERROR;
  frame->pos = pos + AT_SEND;
  return first_step(ctx, it, iter, x);
}

int kr_await_call(Ctx *ctx, Frame *frame, int where, Value f, const Value *args, size_t n, Value *iter, Value *x) {
  if (kr_has_shape(f, SHAPE_method)) {
    const BoundMethod *m = (BoundMethod *)kr_obj(f);
    return kr_await_method(ctx, frame, where, m->func, m->self, args, n, iter, x);
  }
  const KrNativeFn *native = beginner(ctx, f);
  *iter = *x = 0;
  if (!native) return await_object(ctx, frame, where, kr_call(ctx, f, args, n, 0), iter, x);
  if (kr_enter(ctx, "")) return SEND_ERROR;
  Place place;
  prepare(&place.g, f, native);
  int how = SEND_ERROR;
  if (fill(ctx, &place.g, native, args, n) == 0) {
    frame->pos += AT_SEND;
    how = begin(ctx, &place.g, frame, iter, x);
  } else generator_drop_slots(ctx, &place.g);
  kr_leave(ctx);
  return how;
}

int kr_await_method(Ctx *ctx, Frame *frame, int where, Value f, Value self, const Value *args, size_t n, Value *iter, Value *x) {
  enum { FEW = 6 };
  if (!self) return kr_await_call(ctx, frame, where, f, args, n, iter, x);
  if (n < FEW) {
    Value all[FEW] = {self};
    for (size_t k = 0; k < n; k++) all[k + 1] = args[k];
    return kr_await_call(ctx, frame, where, f, all, n + 1, iter, x);
  }
  *iter = *x = 0;
  return await_object(ctx, frame, where, kr_call_self(ctx, f, self, args, n, 0), iter, x);
}

int kr_await_enter(Ctx *ctx, Frame *frame, Value mgr, Value *exit, Value *iter, Value *x) {
  Value enter, self;
  if (kr_with_methods(ctx, mgr, 1, exit, &enter, &self) < 0) return SEND_ERROR;
  int how = kr_await_method(ctx, frame, AWAIT_ENTER, enter, self, NULL, 0, iter, x);
  kr_unref(ctx, enter);
  if (how == SEND_ERROR) kr_unref(ctx, *exit);
  return how;
}

int kr_await_next(Ctx *ctx, Frame *frame, Value aiter, Value *iter, Value *x) {
  bool direct = kr_has_shape(aiter, SHAPE_async_generator) && !generator_of(aiter)->running_async;
  *iter = *x = 0;
  Value it = direct ? KR_None : kr_get_anext(ctx, aiter);
  if (!it) return SEND_ERROR;
  frame->pos += AT_NEXT_SEND;
  return direct ? asyncgen_next(ctx, aiter, iter, x) : first_step(ctx, it, iter, x);
}
