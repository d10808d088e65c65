/* Generators: a function's frame that can be left and entered again.
 *
 * One struct serves generators, coroutines and async generators.  A step links the frame, swaps the
 * exception being handled with the resumer's where there is any, and calls the resume function, which
 * is the interpreter's or a compiled state machine's. */
#include "../core/trace.h"
#include "generator.h"

const char *generator_kind(const Generator *g) {
  uint32_t shape = kr_obj_shape(&g->ob);
  return shape == SHAPE_coroutine ? "coroutine" : shape == SHAPE_async_generator ? "async generator" : "generator";
}

/* ---- making one ---- */

static uint32_t generator_shape(const Code *c) {
  return c->flags & CODE_ASYNC_GENERATOR ? SHAPE_async_generator : c->flags & CODE_COROUTINE ? SHAPE_coroutine : SHAPE_generator;
}

static Generator *generator_alloc(Ctx *ctx, CodeObj *code, Value func, ResumeFn resume, size_t nslots) {
  Generator *g = kr_alloc_gc(ctx, generator_shape(code->code), sizeof(Generator) + nslots * sizeof(Value));
  if (KR_UNLIKELY(!g)) return NULL;
  const Function *fn = func ? (Function *)kr_obj(func) : NULL;
  g->nslots = (uint32_t)nslots;
  g->resume = resume;
  g->frame.code = (CodeObj *)kr_obj(kr_ref(kr_val(code)));
  g->frame.func = kr_ref(func);
  g->frame.kind = FRAME_GENERATOR;
  g->frame.locals = g->slots;
  g->name = kr_ref(fn ? fn->name : code->name);
  g->qualname = kr_ref(fn ? fn->qualname : code->qualname);
  return g;
}

/* caller: the frame that the origin of a coroutine begins with. */
static Value generator_ready(Ctx *ctx, Generator *g, const Frame *caller) {
  if (kr_obj_shape(&g->ob) != SHAPE_coroutine || coroutine_note_origin(ctx, g, caller) == 0) return kr_val(g);
  kr_unref(ctx, kr_val(g));
  return 0;
}

Value generator_new(Ctx *ctx, Frame *f, ResumeFn resume, size_t nlive, size_t nslots) {
  Generator *g = generator_alloc(ctx, f->code, f->func, resume, nslots);
  if (!g) return 0;
  g->frame.globals = f->func ? f->globals : kr_ref(f->globals);
  g->frame.builtins = f->func ? f->builtins : kr_ref(f->builtins);
  g->frame.ns = kr_ref(f->ns);
  g->frame.object = f->object; /* goes along: the generator's frame is the function's */
  f->object = NULL;
  if (g->frame.object) g->frame.object->record = &g->frame;
  for (size_t i = 0; i < nlive; i++) {
    g->slots[i] = f->locals[i];
    f->locals[i] = 0;
  }
  return generator_ready(ctx, g, f->prev);
}

Value kr_make_generator(Ctx *ctx, Value callee, ResumeFn resume, const Value *args, size_t nargs, size_t nslots) {
  const Function *fn = (Function *)kr_obj(callee);
  const Code *c = fn->code->code;
  Generator *g = generator_alloc(ctx, fn->code, callee, resume, nslots);
  if (KR_UNLIKELY(!g)) return 0;
  g->frame.globals = fn->globals;
  g->frame.builtins = fn->builtins;
  for (size_t i = 0; i < nargs; i++) g->slots[i] = kr_ref(args[i]);
  for (uint32_t i = 0; i < c->nfrees; i++) g->slots[c->nlocals + c->ncells + i] = kr_ref(tuple_of(fn->closure)->items[i]);
  return generator_ready(ctx, g, ctx->frame);
}

/* ---- the exception being handled ---- */

static void enter_handled(Ctx *ctx, Generator *g) {
  Value own = g->handled;
  g->own_handled = own != 0;
  g->handled = ctx->handled;
  if (own) ctx->handled = own;
  else kr_ref(ctx->handled);
}

static void leave_handled(Ctx *ctx, Generator *g) {
  Value outer = g->handled, inner = ctx->handled;
  g->handled = g->own_handled ? inner : 0;
  ctx->handled = outer;
  if (!g->own_handled) kr_unref(ctx, inner);
  g->own_handled = 0;
}

/* What is thrown in while the generator handles an exception of its own gets that as its context; what
 * the thrower handles is none of its business. */
static KR_COLD void chain_thrown(Ctx *ctx) {
  Value exc = kr_fetch(ctx);
  kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
}

/* ---- the end ---- */

void generator_drop_slots(Ctx *ctx, Generator *g) {
  uint32_t live = g->frame.code->nslots + g->sp;
  g->sp = 0;
  g->yield_from = 0;
  for (uint32_t i = 0; i < live && i < g->nslots; i++) kr_clear(ctx, &g->slots[i]);
}

void generator_finish(Ctx *ctx, Generator *g) {
  g->state = GEN_DONE;
  if (g->frame.object) frame_leave(ctx, &g->frame);
  generator_drop_slots(ctx, g);
  kr_clear(ctx, &g->handled);
}

/* A StopIteration that leaves the frame would look like its end: it becomes a RuntimeError. */
static KR_COLD void guard_stop(Ctx *ctx, Generator *g) {
  int is_async = kr_obj_shape(&g->ob) == SHAPE_async_generator;
  const char *what = kr_matches(ctx, &kr_type_StopIteration) ? "StopIteration"
                     : is_async && kr_matches(ctx, &kr_type_StopAsyncIteration) ? "StopAsyncIteration" : NULL;
  if (!what) return;
  Value stop = kr_fetch(ctx);
  kr_raise(ctx, &kr_type_RuntimeError, "%s raised %s", generator_kind(g), what);
  BaseException *error = exc_of(ctx->exc);
  kr_set(ctx, &error->cause, kr_ref(stop));
  kr_set(ctx, &error->context, stop);
  error->suppress_context = 1;
}

/* ---- one step ---- */

/* Not suspended in its body.  1: may be resumed; 0: it has ended; -1: raised.  Under a trace function it
 * is the interpreter that runs it from its first step on. */
static int begin(Ctx *ctx, Generator *g, Value sent) {
  if (g->state == GEN_CREATED) {
    if (trace_active(ctx)) g->resume = vm_resume;
    if (!sent || sent == KR_None) return 1;
    kr_raise(ctx, &kr_type_TypeError, "can't send non-None value to a just-started %s", generator_kind(g));
    return -1;
  }
  if (g->state == GEN_DONE && kr_obj_shape(&g->ob) != SHAPE_coroutine) return sent ? 0 : -1;
  if (!sent) kr_clear_exc(ctx);
  if (g->state == GEN_RUNNING) kr_raise(ctx, &kr_type_ValueError, "%s already executing", generator_kind(g));
  else kr_raise(ctx, &kr_type_RuntimeError, "cannot reuse already awaited coroutine");
  return -1;
}

/* The caller has done kr_enter, and holds a reference to g that nothing can take away.  sent is stolen;
 * 0: an exception is set and is to be raised where g is suspended.  The result is as ResumeFn's. */
KR_INLINE Value run(Ctx *ctx, Generator *g, Value sent) {
  g->state = GEN_RUNNING;
  g->frame.prev = ctx->frame;
  ctx->frame = &g->frame;
  if (KR_UNLIKELY((g->handled | ctx->handled) != 0)) enter_handled(ctx, g);
  if (KR_UNLIKELY(!sent) && g->own_handled) chain_thrown(ctx);
  Value r = g->resume(ctx, g, sent);
  if (KR_UNLIKELY(g->own_handled || g->handled)) leave_handled(ctx, g);
  if (KR_LIKELY(r && r != KR_STOP)) g->state = GEN_SUSPENDED;
  else {
    generator_finish(ctx, g);
    if (!r) guard_stop(ctx, g);
  }
  ctx->frame = g->frame.prev;
  g->frame.prev = NULL;
  kr_leave(ctx);
  return r;
}

SendResult generator_send(Ctx *ctx, Generator *g, Value sent, Value *result) {
  if (KR_UNLIKELY(g->state != GEN_SUSPENDED)) {
    int go = begin(ctx, g, sent);
    *result = KR_None;
    if (go <= 0) return go < 0 ? SEND_ERROR : SEND_RETURN;
  }
  if (kr_enter(ctx, "")) return SEND_ERROR;
  kr_ref(kr_val(g));
  Value r = run(ctx, g, kr_ref(sent));
  *result = r == KR_STOP ? g->result : r;
  g->result = 0;
  kr_unref(ctx, kr_val(g));
  return r == KR_STOP ? SEND_RETURN : r ? SEND_NEXT : SEND_ERROR;
}

Value generator_next(Ctx *ctx, Value self) {
  Generator *g = generator_of(self);
  if (KR_UNLIKELY(g->state != GEN_SUSPENDED)) {
    int go = begin(ctx, g, KR_None);
    if (go <= 0) return go < 0 ? 0 : KR_STOP;
  }
  if (kr_enter(ctx, "")) return 0;
  kr_ref(self);
  Value r = run(ctx, g, KR_None);
  if (KR_UNLIKELY(r == KR_STOP)) kr_clear(ctx, &g->result);
  kr_unref(ctx, self);
  return r;
}
