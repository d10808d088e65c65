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

Generator *generator_to_heap(Ctx *ctx, const Generator *from) {
  const Frame *f = &from->frame;
  Generator *g = generator_alloc(ctx, f->code, f->func, from->resume, from->nslots);
  if (!g) return NULL;
  g->frame.globals = f->globals;
  g->frame.builtins = f->builtins;
  g->frame.object = f->object;
  g->frame.pos = f->pos;
  if (f->object) f->object->record = &g->frame;
  g->handled = from->handled;
  g->sp = from->sp;
  g->point = from->point;
  g->yield_from = from->yield_from;
  g->state = GEN_SUSPENDED;
  memcpy(g->slots, from->slots, from->nslots * sizeof(Value));
  return g;
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

void generator_enter_handled(Ctx *ctx, Generator *g) {
  Value own = g->handled;
  g->own_handled = own != 0;
  g->handled = ctx->handled;
  if (own) ctx->handled = own;
  else kr_ref(ctx->handled);
}

void generator_leave_handled(Ctx *ctx, Generator *g) {
  Value outer = g->handled, inner = ctx->handled;
  g->handled = g->own_handled ? inner : 0;
  ctx->handled = outer;
  if (!g->own_handled) kr_unref(ctx, inner);
  g->own_handled = 0;
}

/* What is thrown in while the generator handles an exception of its own gets that as its context; what
 * the thrower handles is none of its business. */
static KR_COLD void chain_thrown(Ctx *ctx, const Generator *g) {
  if (!g->own_handled) return;
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

KR_COLD void kr_raise_stopped(Ctx *ctx, const char *kind, const char *what) {
  Value stop = kr_fetch(ctx);
  kr_raise(ctx, &kr_type_RuntimeError, "%s raised %s", kind, what);
  BaseException *error = exc_of(ctx->exc);
  kr_set(ctx, &error->cause, kr_ref(stop));
  kr_set(ctx, &error->context, stop);
  error->suppress_context = 1;
}

/* A StopIteration that leaves the frame would look like its end: it becomes a RuntimeError. */
static KR_COLD void guard_stop(Ctx *ctx, Generator *g) {
  int is_async = kr_obj_shape(&g->ob) == SHAPE_async_generator;
  const char *what = kr_matches(ctx, &kr_type_StopIteration) ? "StopIteration"
                     : is_async && kr_matches(ctx, &kr_type_StopAsyncIteration) ? "StopAsyncIteration" : NULL;
  if (!what) return;
  kr_raise_stopped(ctx, generator_kind(g), what);
}

/* ---- one step ---- */

/* It has ended, but its end is news.  0: it returned what is in result; -1: raised. */
static int take_outcome(Ctx *ctx, Generator *g) {
  Value exc = g->handled;
  g->state = GEN_DONE;
  g->handled = 0;
  if (exc) kr_restore(ctx, exc);
  return exc ? -1 : 0;
}

/* Not suspended in its body.  1: may be resumed; 0: it has ended; -1: raised.  Under a trace function it
 * is the interpreter that runs it from its first step on. */
static KR_COLD int begin(Ctx *ctx, Generator *g, Value sent) {
  if (g->state == GEN_CREATED) {
    if (trace_active(ctx)) g->resume = vm_resume;
    if (!sent || sent == KR_None) return 1;
    kr_raise(ctx, &kr_type_TypeError, "can't send non-None value to a just-started %s", generator_kind(g));
    return -1;
  }
  if (g->state == GEN_LEFT) return take_outcome(ctx, g);
  if (g->state == GEN_DONE && kr_obj_shape(&g->ob) != SHAPE_coroutine) return sent ? 0 : -1;
  if (!sent) kr_clear_exc(ctx);
  if (g->state == GEN_RUNNING) kr_raise(ctx, &kr_type_ValueError, "%s already executing", generator_kind(g));
  else kr_raise(ctx, &kr_type_RuntimeError, "cannot reuse already awaited coroutine");
  return -1;
}

KR_COLD void generator_ended(Ctx *ctx, Generator *g, Value r) {
  generator_finish(ctx, g);
  if (!r) guard_stop(ctx, g);
}

/* ---- delegation ----
 * Resuming a generator that waits in yield from or await for another one resumes the innermost of them
 * directly: those between would only hand on what is sent and yielded.  While it runs they count as
 * running, and their frames are linked as if each had resumed the next. */

/* What g delegates to, if that would be resumed in turn. */
KR_INLINE Generator *delegate_of(const Generator *g) {
  Value v = g->yield_from;
  if (!v || !(kr_has_shape(v, SHAPE_generator) || kr_has_shape(v, SHAPE_coroutine))) return NULL;
  Generator *d = generator_of(v);
  return d->state == GEN_SUSPENDED && !d->handled ? d : NULL;
}

static Generator *descend(Ctx *ctx, Generator *g) {
  for (Generator *d; (d = delegate_of(g)); g = d) {
    d->state = GEN_RUNNING;
    d->frame.prev = &g->frame;
  }
  ctx->frame = &g->frame;
  return g;
}

static Generator *delegator_of(const Generator *g) { return (Generator *)((char *)g->frame.prev - offsetof(Generator, frame)); }

/* Those above the innermost are suspended where they were. */
static void ascend(Generator *g, const Generator *root) {
  while (g != root) {
    Generator *up = delegator_of(g);
    g->state = GEN_SUSPENDED;
    g->frame.prev = NULL;
    g = up;
  }
}

/* What it delegates to has ended: who delegates to it learns that when it sends to it once more. */
static Generator *leave(Ctx *ctx, Generator *g, Value r) {
  Generator *up = delegator_of(g);
  generator_ended(ctx, g, r);
  g->state = GEN_LEFT;
  if (!r) g->handled = kr_fetch(ctx);
  g->frame.prev = NULL;
  ctx->frame = &up->frame;
  return up;
}

/* Signals and the like have their turn when a generator goes on that delegates to none: what they raise, it can catch. */
KR_INLINE Value resume(Ctx *ctx, Generator *g, Value sent) {
  if (KR_UNLIKELY(ctx->pending != 0) && sent && !g->yield_from && kr_run_pending(ctx) < 0) {
    kr_unref(ctx, sent);
    sent = 0;
  }
  return g->resume(ctx, g, sent);
}

/* What g yields goes through the frames above it, up to root's, which a trace function has begun to watch.  Where
 * that ends: root, or the frame that an exception of the trace function leaves. */
static KR_COLD Generator *yield_traced(Ctx *ctx, Generator *g, const Generator *root, Value *r) {
  while (g != root && *r && trace_active(ctx)) {
    Generator *up = delegator_of(g);
    if (g->own_handled || g->handled) generator_leave_handled(ctx, g);
    g->state = GEN_SUSPENDED;
    g->frame.prev = NULL;
    ctx->frame = &up->frame;
    *r = trace_return(ctx, &up->frame, *r);
    g = up;
  }
  return g;
}

/* As run, for a generator that delegates, between linking it and taking it out again. */
static Value run_delegates(Ctx *ctx, Generator *root, Value sent) {
  Generator *g = descend(ctx, root);
  for (;;) {
    Value r = resume(ctx, g, sent);
    if (KR_UNLIKELY(trace_active(ctx)) && r != KR_STOP) g = yield_traced(ctx, g, root, &r);
    if (g == root) return r;
    if (KR_UNLIKELY(g->own_handled || g->handled)) generator_leave_handled(ctx, g);
    if (KR_LIKELY(r && r != KR_STOP)) {
      ascend(g, root);
      return r;
    }
    g = leave(ctx, g, r);
    sent = KR_None;
  }
}

/* ---- steps ---- */

/* The generator goes on or begins.  sent is stolen; 0: an exception is set and is to be raised where g is
 * suspended.  The result is as ResumeFn's.  The caller holds g. */
KR_INLINE Value run(Ctx *ctx, Generator *g, Value sent) {
  Frame *caller = ctx->frame;
  Value r;
  if (kr_enter(ctx, "")) {
    kr_unref(ctx, sent);
    return 0;
  }
  g->state = GEN_RUNNING;
  g->frame.prev = caller;
  ctx->frame = &g->frame;
  if (KR_UNLIKELY((g->handled | ctx->handled) != 0)) generator_enter_handled(ctx, g);
  if (KR_UNLIKELY(!sent)) chain_thrown(ctx, g);
  if (g->yield_from && sent && !ctx->handled && KR_LIKELY(!trace_active(ctx))) r = run_delegates(ctx, g, sent);
  else r = resume(ctx, g, sent);
  if (KR_UNLIKELY(g->own_handled || g->handled)) generator_leave_handled(ctx, g);
  g->state = GEN_SUSPENDED;
  if (KR_UNLIKELY(!r || r == KR_STOP)) generator_ended(ctx, g, r);
  ctx->frame = caller;
  g->frame.prev = NULL;
  kr_leave(ctx);
  return r;
}

/* May a step leave out what run does for those who handle exceptions, delegate, are interrupted or nest too
 * deeply? */
KR_INLINE int is_plain_step(Ctx *ctx, const Generator *g) {
  return KR_LIKELY((g->handled | ctx->handled | g->yield_from) == 0) && KR_LIKELY(ctx->pending == 0) &&
         KR_LIKELY(ctx->depth < ctx->depth_limit) && KR_LIKELY(!kr_stack_low(ctx));
}

/* run, where is_plain_step. */
KR_INLINE Value run_plain(Ctx *ctx, Generator *g, Value sent) {
  Frame *caller = ctx->frame;
  ctx->depth++;
  g->state = GEN_RUNNING;
  g->frame.prev = caller;
  ctx->frame = &g->frame;
  Value r = g->resume(ctx, g, sent);
  if (KR_UNLIKELY(g->own_handled)) generator_leave_handled(ctx, g);
  g->state = GEN_SUSPENDED;
  if (KR_UNLIKELY(!r || r == KR_STOP)) generator_ended(ctx, g, r);
  ctx->frame = caller;
  g->frame.prev = NULL;
  ctx->depth--;
  return r;
}

/* A step of any kind; kept out of the way of the plain ones. */
static __attribute__((noinline)) Value run_any(Ctx *ctx, Generator *g, Value sent) { return run(ctx, g, sent); }

SendResult generator_send(Ctx *ctx, Generator *g, Value sent, Value *result) {
  if (KR_UNLIKELY(g->state != GEN_SUSPENDED)) {
    int go = begin(ctx, g, sent);
    *result = g->result ? g->result : KR_None;
    g->result = 0;
    if (go <= 0) return go < 0 ? SEND_ERROR : SEND_RETURN;
  }
  g->ob.refs++;
  kr_ref(sent);
  Value r = is_plain_step(ctx, g) && sent ? run_plain(ctx, g, sent) : run_any(ctx, g, sent);
  *result = r;
  if (KR_UNLIKELY(r == KR_STOP)) *result = g->result, g->result = 0;
  kr_unref(ctx, kr_val(g));
  return r == KR_STOP ? SEND_RETURN : r ? SEND_NEXT : SEND_ERROR;
}

Value generator_next(Ctx *ctx, Value self) {
  Generator *g = generator_of(self);
  if (KR_UNLIKELY(g->state != GEN_SUSPENDED)) {
    int go = begin(ctx, g, KR_None);
    kr_clear(ctx, &g->result);
    if (go <= 0) return go < 0 ? 0 : KR_STOP;
  }
  g->ob.refs++;
  Value r = is_plain_step(ctx, g) ? run_plain(ctx, g, KR_None) : run_any(ctx, g, KR_None);
  if (KR_UNLIKELY(r == KR_STOP)) kr_clear(ctx, &g->result);
  kr_unref(ctx, self);
  return r;
}
