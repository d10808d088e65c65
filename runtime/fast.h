/* Fast paths over api.h.  Optimising compilers inline them; with KR_CALLS defined (libtcc, builds
 * for size) the same names call the out-of-line copies that fast.c makes from this text. */
#ifndef KRAIT_FAST_H
#define KRAIT_FAST_H

#include "api.h"

#if defined(KR_CALLS) && !defined(KR_FAST_BODIES)
#define KR_FAST(ret, name, params, ...) ret name params;
#elif defined(KR_FAST_BODIES)
#define KR_FAST(ret, name, params, ...) ret name params; ret name params __VA_ARGS__
#else
#define KR_FAST(ret, name, params, ...) KR_ALWAYS ret name params __VA_ARGS__
#endif

/* ---- frames ---- */

/* The record of an emitted function, a NativeFrame or SlotFrame called frame, for who takes any. */
#define FRAME ((Frame *)&frame)
/* Must a compiled function that is called do more than start: raise RecursionError, do pending work, leave
 * the call to the interpreter? */
KR_ALWAYS int kr_is_busy(Ctx *ctx) {
  return KR_UNLIKELY(ctx->depth >= ctx->depth_limit) || KR_UNLIKELY(kr_stack_low(ctx)) || KR_UNLIKELY(ctx->pending != 0);
}
/* Does what there is to do.  -1: raised, or nothing is raised and the interpreter must run the function, since
 * calls and lines are traced. */
int kr_admit(Ctx *, Frame *, Value callee);
/* What a compiled function returns that was not admitted: 0, or what the interpreter makes of its
 * arguments (one Value, borrowed, a parameter).  Functions without loops leave all busy calls to it, so
 * that their own code stays free of what seldom happens. */
Value kr_not_entered(Ctx *, Value callee, ...);
/* Links a compiled function's frame and counts the recursion. */
KR_FAST(void, kr_begin_frame, (Ctx *ctx, Frame *frame, Value callee), {
  frame->prev = ctx->frame;
  frame->func = callee;
  frame->object = NULL;
  frame->kind = FRAME_NATIVE;
  frame->pos = 0;
  ctx->depth++;
  ctx->frame = frame;
})
KR_FAST(void, kr_leave_frame, (Ctx *ctx, Frame *frame), {
  if (KR_UNLIKELY(frame->object != NULL)) frame_leave(ctx, frame);
  ctx->frame = frame->prev;
  ctx->depth--;
})
/* The same for a frame whose locals are in memory: drops them. */
void kr_leave_frame_slots(Ctx *, Frame *, Value *slots, size_t n);
/* They return from instruction pos, which is what who holds the frame sees of it. */
KR_FAST(void, kr_return_frame, (Ctx *ctx, Frame *frame, uint32_t pos), {
  if (KR_UNLIKELY(frame->object != NULL)) {
    frame->pos = pos;
    frame_leave(ctx, frame);
  }
  ctx->frame = frame->prev;
  ctx->depth--;
})
void kr_drop_array(Ctx *, Value *values, size_t n);

/* ---- tracing, in functions that can be followed from within (krait build -g) ---- */

int kr_has_tracer(const Ctx *);
/* A ResumeFn: the interpreter resumes a generator that compiled code has suspended. */
Value kr_resume_traced(Ctx *, Generator *, Value sent);
int kr_wants_events(const Ctx *, const Frame *);
/* Is there a trace function that wants the frame's lines, or a profile function? */
KR_ALWAYS int kr_is_traced(const Ctx *ctx, const Frame *frame) {
  return KR_UNLIKELY(ctx->pending & PENDING_TRACE) && kr_wants_events(ctx, frame);
}
/* The interpreter runs the rest of the frame's function, from instruction pos on: it has the values in the frame's
 * slots and the stack's (both taken).  raised: where the exception came from that is being handled.  What the
 * function returns. */
Value kr_hand_over(Ctx *, Frame *, uint32_t raised, uint32_t pos, const Value *stack, size_t depth);
Value kr_hand_over_generator(Ctx *, Generator *, uint32_t pos, const Value *stack, size_t depth); /* as a ResumeFn */
/* kr_traceback_here, and tells the frame's trace function of the exception. */
void kr_trace_raised(Ctx *, Frame *);
/* Tells that the frame is left with an exception. */
void kr_trace_unwind(Ctx *, Frame *);

/* kr_ref and kr_unref out of line, for code that seldom runs. */
void kr_retain(Value);
void kr_release(Ctx *, Value);
void kr_drop(Ctx *, unsigned n, ...); /* n values in this order */

/* ---- variables ---- */

int kr_check_bound_slow(Ctx *, Frame *, uint32_t local);
KR_FAST(int, kr_check_bound, (Ctx *ctx, Frame *frame, Value v, uint32_t local), {
  return KR_LIKELY(v != 0) ? 0 : kr_check_bound_slow(ctx, frame, local);
})
/* n counts the cells, then the free variables. */
Value kr_cell_unbound(Ctx *, Frame *, uint32_t n);
KR_FAST(Value, kr_cell_load, (Ctx *ctx, Frame *frame, Value cell, uint32_t n), {
  Value v = ((Cell *)kr_obj(cell))->value;
  return KR_LIKELY(v != 0) ? kr_ref(v) : kr_cell_unbound(ctx, frame, n);
})
/* Steals v. */
KR_FAST(void, kr_cell_store, (Ctx *ctx, Value cell, Value v), { kr_set(ctx, &((Cell *)kr_obj(cell))->value, v); })
int kr_cell_delete(Ctx *, Frame *, Value cell, uint32_t n);
KR_FAST(Value, kr_free_cell, (Value callee, uint32_t n), { return tuple_of(((Function *)kr_obj(callee))->closure)->items[n]; })
Value kr_load_classderef(Ctx *, Frame *, Value cell, uint32_t n);
int kr_delete_global(Ctx *, Frame *, Value name);
Value kr_load_name(Ctx *, Frame *, Value name);
int kr_store_name(Ctx *, Frame *, Value name, Value v);
int kr_delete_name(Ctx *, Frame *, Value name);
int kr_setup_annotations(Ctx *, Frame *);
KR_INLINE Function *kr_function(Value callee) { return (Function *)kr_obj(callee); }
KR_FAST(Value, kr_global, (Ctx *ctx, Value callee, Value name, GlobalCache *c), {
  Dict *globals = dict_of(kr_function(callee)->globals);
  const Value *place = c->place;
  if (KR_LIKELY(place && globals->keys_version == c->globals_version)) return kr_ref(*place);
  if (c->in_builtins && globals->keys_version == c->globals_version) {
    Dict *builtins;
    builtins = dict_of(kr_function(callee)->builtins);
    if (KR_LIKELY(builtins->keys_version == c->builtins_version)) return kr_ref(builtins->entries[c->index].value);
  }
  return kr_load_global(ctx, kr_function(callee)->globals, kr_function(callee)->builtins, name, c);
})

/* ---- attributes, calls ---- */

/* obj.name about to be called: steals obj; *self takes it over when the result is to be called with
 * it, else 0. */
KR_FAST(Value, kr_load_method, (Ctx *ctx, Value obj, Value name, Value *self, AttrCache *cache), {
  Value f;
  if (KR_LIKELY(kr_is_ptr(obj) && kr_obj_shape(kr_obj(obj)) == cache->shape && cache->epoch == kr_runtime.type_epoch)) {
    *self = obj;
    return kr_ref(cache->value);
  }
  f = kr_getmethod_cached(ctx, obj, name, self, cache);
  if (!f || !*self) kr_unref(ctx, obj);
  return f;
})
/* The result of a native call: signals, collections and the like wait for its end, so that they come where the call
 * stands.  Takes r; 0: one of them raised. */
KR_ALWAYS Value kr_polled(Ctx *ctx, Value r) {
  if (KR_LIKELY(!ctx->pending) || !r || kr_run_pending(ctx) == 0) return r;
  kr_unref(ctx, r);
  return 0;
}
/* args: n values, the last of them under the names of the tuple. */
KR_FAST(Value, kr_call_kw, (Ctx *ctx, Value f, const Value *args, size_t n, Value names), {
  return kr_polled(ctx, kr_call(ctx, f, args, n - (size_t)tuple_of(names)->len, names));
})
KR_FAST(Value, kr_call_method_kw, (Ctx *ctx, Value f, Value self, const Value *args, size_t n, Value names), {
  return kr_polled(ctx, kr_call_self(ctx, f, self, args, n - (size_t)tuple_of(names)->len, names));
})

/* Compiled bodies take the function and its arguments in registers. */
typedef Value (*KrBody0)(Ctx *, Value);
typedef Value (*KrBody1)(Ctx *, Value, Value);
typedef Value (*KrBody2)(Ctx *, Value, Value, Value);
typedef Value (*KrBody3)(Ctx *, Value, Value, Value, Value);
typedef Value (*KrBody4)(Ctx *, Value, Value, Value, Value, Value);
typedef Value (*KrBody5)(Ctx *, Value, Value, Value, Value, Value, Value);
/* The body for a call of f with n arguments, or NULL: functions and classes have them. */
KR_INLINE void *kr_body(Value f, uint32_t n) {
  if (KR_LIKELY(kr_is_ptr(f))) {
    uint32_t shape = kr_obj_shape(kr_obj(f));
    if (KR_LIKELY(shape == SHAPE_function)) return KR_LIKELY(kr_function(f)->arity == n) ? kr_function(f)->body : NULL;
    if (shape == SHAPE_type && kr_as_type(f)->make_arity == n + 1) return kr_as_type(f)->make;
  }
  return NULL;
}
/* Calls f in the general way; a class gets its body if it can have one. */
Value kr_call_slow(Ctx *, Value f, const Value *args, size_t n);
KR_FAST(Value, kr_fast_call0, (Ctx *ctx, Value f), {
  void *body = kr_body(f, 0);
  if (KR_LIKELY(body != NULL)) return ((KrBody0)body)(ctx, f);
  return kr_call_slow(ctx, f, NULL, 0);
})
KR_FAST(Value, kr_fast_call1, (Ctx *ctx, Value f, Value x), {
  Value args[1];
  void *body = kr_body(f, 1);
  if (KR_LIKELY(body != NULL)) return ((KrBody1)body)(ctx, f, x);
  args[0] = x;
  return kr_call_slow(ctx, f, args, 1);
})
KR_FAST(Value, kr_fast_call2, (Ctx *ctx, Value f, Value x, Value y), {
  Value args[2];
  void *body = kr_body(f, 2);
  if (KR_LIKELY(body != NULL)) return ((KrBody2)body)(ctx, f, x, y);
  args[0] = x, args[1] = y;
  return kr_call_slow(ctx, f, args, 2);
})
KR_FAST(Value, kr_fast_call3, (Ctx *ctx, Value f, Value x, Value y, Value z), {
  Value args[3];
  void *body = kr_body(f, 3);
  if (KR_LIKELY(body != NULL)) return ((KrBody3)body)(ctx, f, x, y, z);
  args[0] = x, args[1] = y, args[2] = z;
  return kr_call_slow(ctx, f, args, 3);
})
KR_FAST(Value, kr_fast_call4, (Ctx *ctx, Value f, Value x, Value y, Value z, Value w), {
  Value args[4];
  void *body = kr_body(f, 4);
  if (KR_LIKELY(body != NULL)) return ((KrBody4)body)(ctx, f, x, y, z, w);
  args[0] = x, args[1] = y, args[2] = z, args[3] = w;
  return kr_call_slow(ctx, f, args, 4);
})
/* What a place that calls a global remembers. */
typedef struct {
  Value held;        /* the function, if it has a body: a reference of its own, so that calls need not count */
  uint32_t seen;     /* it was called before */
  uint32_t direct;   /* how native is called */
  Value native;      /* a builtin function called before, held too */
} CallCache;
/* A global that is about to be called: borrowed if it is what the cache holds, else a new reference;
 * kr_drop_callee afterwards. */
KR_FAST(Value, kr_load_callee, (Ctx *ctx, Value callee, Value name, GlobalCache *g, CallCache *c), {
  Dict *globals = dict_of(kr_function(callee)->globals);
  const Value *place = g->place;
  if (KR_LIKELY(place && globals->keys_version == g->globals_version)) {
    Value f = *place;
    return KR_LIKELY(f == c->held) ? f : kr_ref(f);
  }
  return kr_load_global(ctx, kr_function(callee)->globals, kr_function(callee)->builtins, name, g);
})
KR_FAST(void, kr_drop_callee, (Ctx *ctx, Value f, const CallCache *c), {
  if (KR_UNLIKELY(f != c->held)) kr_unref(ctx, f);
})
KR_FAST(Value, kr_own_callee, (Value f, const CallCache *c), { return f == c->held ? kr_ref(f) : f; })
/* As kr_call_slow; also has the cache hold f if it is a function that needs no closure. */
Value kr_callee_slow(Ctx *, Value f, const Value *args, size_t n, CallCache *);
KR_INLINE void *kr_callee_body(Value f, const CallCache *c, uint32_t n) {
  if (KR_LIKELY(f == c->held && kr_function(f)->arity == n)) return kr_function(f)->body;
  return c->seen ? kr_body(f, n) : NULL;
}
KR_FAST(Value, kr_callee0, (Ctx *ctx, CallCache *c, Value f, KrBody0 likely), {
  void *body = kr_callee_body(f, c, 0);
  if (likely && KR_LIKELY(body == (void *)likely)) return likely(ctx, f);
  if (KR_LIKELY(body != NULL)) return ((KrBody0)body)(ctx, f);
  return kr_callee_slow(ctx, f, NULL, 0, c);
})
KR_FAST(Value, kr_callee1, (Ctx *ctx, CallCache *c, Value f, Value x, KrBody1 likely), {
  Value args[1];
  void *body = kr_callee_body(f, c, 1);
  if (likely && KR_LIKELY(body == (void *)likely)) return likely(ctx, f, x);
  if (KR_LIKELY(body != NULL)) return ((KrBody1)body)(ctx, f, x);
  args[0] = x;
  return kr_callee_slow(ctx, f, args, 1, c);
})
KR_FAST(Value, kr_callee2, (Ctx *ctx, CallCache *c, Value f, Value x, Value y, KrBody2 likely), {
  Value args[2];
  void *body = kr_callee_body(f, c, 2);
  if (likely && KR_LIKELY(body == (void *)likely)) return likely(ctx, f, x, y);
  if (KR_LIKELY(body != NULL)) return ((KrBody2)body)(ctx, f, x, y);
  args[0] = x, args[1] = y;
  return kr_callee_slow(ctx, f, args, 2, c);
})
KR_FAST(Value, kr_callee3, (Ctx *ctx, CallCache *c, Value f, Value x, Value y, Value z, KrBody3 likely), {
  Value args[3];
  void *body = kr_callee_body(f, c, 3);
  if (likely && KR_LIKELY(body == (void *)likely)) return likely(ctx, f, x, y, z);
  if (KR_LIKELY(body != NULL)) return ((KrBody3)body)(ctx, f, x, y, z);
  args[0] = x, args[1] = y, args[2] = z;
  return kr_callee_slow(ctx, f, args, 3, c);
})
KR_FAST(Value, kr_callee4, (Ctx *ctx, CallCache *c, Value f, Value x, Value y, Value z, Value w, KrBody4 likely), {
  Value args[4];
  void *body = kr_callee_body(f, c, 4);
  if (likely && KR_LIKELY(body == (void *)likely)) return likely(ctx, f, x, y, z, w);
  if (KR_LIKELY(body != NULL)) return ((KrBody4)body)(ctx, f, x, y, z, w);
  args[0] = x, args[1] = y, args[2] = z, args[3] = w;
  return kr_callee_slow(ctx, f, args, 4, c);
})
/* Calls of what is likely a class whose instances are set up by the compiled __init__ likely. */
Value kr_finish_new(Ctx *, Value self, Value r); /* __init__ gave something else than None */
KR_INLINE Function *kr_init_of(Ctx *ctx, Value cls, uint32_t n, void *likely) {
  const Type *t = kr_as_type(cls);
  if (!likely || KR_UNLIKELY(!kr_has_shape(cls, SHAPE_type) || t->make_arity != n + 1 || t->make_epoch != kr_runtime.type_epoch)) return NULL;
  if (KR_UNLIKELY(!t->make_init || kr_function(t->make_init)->body != likely)) return NULL;
  return KR_UNLIKELY(ctx->depth >= ctx->depth_limit || kr_stack_low(ctx)) ? NULL : kr_function(t->make_init);
}
KR_FAST(Value, kr_new0, (Ctx *ctx, Value cls, KrBody1 likely), {
  Object *self;
  Value r;
  Function *init = kr_init_of(ctx, cls, 0, (void *)likely);
  if (KR_UNLIKELY(!init)) return kr_fast_call0(ctx, cls);
  self = kr_alloc_plain(ctx, kr_as_type(cls));
  if (KR_UNLIKELY(!self)) return 0;
  ctx->depth++;
  init->ob.refs++;
  r = likely(ctx, kr_val(init), kr_val(self));
  if (KR_UNLIKELY(--init->ob.refs == 0)) kr_dealloc(ctx, &init->ob);
  ctx->depth--;
  return KR_LIKELY(r == KR_None) ? kr_polled(ctx, kr_val(self)) : kr_finish_new(ctx, kr_val(self), r);
})
KR_FAST(Value, kr_new1, (Ctx *ctx, Value cls, Value x, KrBody2 likely), {
  Object *self;
  Value r;
  Function *init = kr_init_of(ctx, cls, 1, (void *)likely);
  if (KR_UNLIKELY(!init)) return kr_fast_call1(ctx, cls, x);
  self = kr_alloc_plain(ctx, kr_as_type(cls));
  if (KR_UNLIKELY(!self)) return 0;
  ctx->depth++;
  init->ob.refs++;
  r = likely(ctx, kr_val(init), kr_val(self), x);
  if (KR_UNLIKELY(--init->ob.refs == 0)) kr_dealloc(ctx, &init->ob);
  ctx->depth--;
  return KR_LIKELY(r == KR_None) ? kr_polled(ctx, kr_val(self)) : kr_finish_new(ctx, kr_val(self), r);
})
KR_FAST(Value, kr_new2, (Ctx *ctx, Value cls, Value x, Value y, KrBody3 likely), {
  Object *self;
  Value r;
  Function *init = kr_init_of(ctx, cls, 2, (void *)likely);
  if (KR_UNLIKELY(!init)) return kr_fast_call2(ctx, cls, x, y);
  self = kr_alloc_plain(ctx, kr_as_type(cls));
  if (KR_UNLIKELY(!self)) return 0;
  ctx->depth++;
  init->ob.refs++;
  r = likely(ctx, kr_val(init), kr_val(self), x, y);
  if (KR_UNLIKELY(--init->ob.refs == 0)) kr_dealloc(ctx, &init->ob);
  ctx->depth--;
  return KR_LIKELY(r == KR_None) ? kr_polled(ctx, kr_val(self)) : kr_finish_new(ctx, kr_val(self), r);
})
KR_FAST(Value, kr_new3, (Ctx *ctx, Value cls, Value x, Value y, Value z, KrBody4 likely), {
  Object *self;
  Value r;
  Function *init = kr_init_of(ctx, cls, 3, (void *)likely);
  if (KR_UNLIKELY(!init)) return kr_fast_call3(ctx, cls, x, y, z);
  self = kr_alloc_plain(ctx, kr_as_type(cls));
  if (KR_UNLIKELY(!self)) return 0;
  ctx->depth++;
  init->ob.refs++;
  r = likely(ctx, kr_val(init), kr_val(self), x, y, z);
  if (KR_UNLIKELY(--init->ob.refs == 0)) kr_dealloc(ctx, &init->ob);
  ctx->depth--;
  return KR_LIKELY(r == KR_None) ? kr_polled(ctx, kr_val(self)) : kr_finish_new(ctx, kr_val(self), r);
})
KR_FAST(Value, kr_new4, (Ctx *ctx, Value cls, Value x, Value y, Value z, Value w, KrBody5 likely), {
  Object *self;
  Value r;
  Function *init = kr_init_of(ctx, cls, 4, (void *)likely);
  if (KR_UNLIKELY(!init)) return kr_fast_call4(ctx, cls, x, y, z, w);
  self = kr_alloc_plain(ctx, kr_as_type(cls));
  if (KR_UNLIKELY(!self)) return 0;
  ctx->depth++;
  init->ob.refs++;
  r = likely(ctx, kr_val(init), kr_val(self), x, y, z, w);
  if (KR_UNLIKELY(--init->ob.refs == 0)) kr_dealloc(ctx, &init->ob);
  ctx->depth--;
  return KR_LIKELY(r == KR_None) ? kr_polled(ctx, kr_val(self)) : kr_finish_new(ctx, kr_val(self), r);
})
KR_FAST(Value, kr_fast_load_method, (Ctx *ctx, Value obj, Value name, Value *self, AttrCache *c), {
  if (kr_is_ptr(obj) && KR_LIKELY(kr_obj_shape(kr_obj(obj)) == c->shape && c->epoch == kr_runtime.type_epoch)) {
    *self = obj;
    return kr_ref(c->value);
  }
  return kr_load_method(ctx, obj, name, self, c);
})
/* f(self, ...) when self is not 0, else f(...). */
KR_FAST(Value, kr_fast_method0, (Ctx *ctx, Value f, Value self), {
  return self ? kr_fast_call1(ctx, f, self) : kr_fast_call0(ctx, f);
})
KR_FAST(Value, kr_fast_method1, (Ctx *ctx, Value f, Value self, Value x), {
  return self ? kr_fast_call2(ctx, f, self, x) : kr_fast_call1(ctx, f, x);
})
KR_FAST(Value, kr_fast_method2, (Ctx *ctx, Value f, Value self, Value x, Value y), {
  return self ? kr_fast_call3(ctx, f, self, x, y) : kr_fast_call2(ctx, f, x, y);
})
KR_FAST(Value, kr_fast_method3, (Ctx *ctx, Value f, Value self, Value x, Value y, Value z), {
  return self ? kr_fast_call4(ctx, f, self, x, y, z) : kr_fast_call3(ctx, f, x, y, z);
})

/* obj.name(...): what kr_getmethod_cached remembers of a compiled function has its arity in slot.  pos is
 * the place of the look-up, the frame has that of the call. */
Value kr_invoke_slow(Ctx *, Frame *, uint32_t pos, Value name, AttrCache *, const Value *self_and_args, size_t nargs);
KR_INLINE Function *kr_method(Value obj, const AttrCache *c, uint32_t arity) {
  if (KR_LIKELY(kr_is_ptr(obj) && kr_obj_shape(kr_obj(obj)) == c->shape && c->slot == arity && c->epoch == kr_runtime.type_epoch))
    return kr_function(c->value);
  return NULL;
}
KR_FAST(Value, kr_fast_invoke0, (Ctx *ctx, Frame *frame, uint32_t pos, Value name, AttrCache *c, Value obj, KrBody1 likely), {
  Value args[1];
  Value r;
  Function *f = kr_method(obj, c, 1);
  if (KR_LIKELY(f != NULL)) {
    f->ob.refs++;
    if (likely && KR_LIKELY(f->body == (void *)likely)) r = likely(ctx, kr_val(f), obj);
    else r = ((KrBody1)f->body)(ctx, kr_val(f), obj);
    if (KR_UNLIKELY(--f->ob.refs == 0)) kr_dealloc(ctx, &f->ob);
    return r;
  }
  args[0] = obj;
  return kr_invoke_slow(ctx, frame, pos, name, c, args, 0);
})
KR_FAST(Value, kr_fast_invoke1, (Ctx *ctx, Frame *frame, uint32_t pos, Value name, AttrCache *c, Value obj, Value x, KrBody2 likely), {
  Value args[2];
  Value r;
  Function *f = kr_method(obj, c, 2);
  if (KR_LIKELY(f != NULL)) {
    f->ob.refs++;
    if (likely && KR_LIKELY(f->body == (void *)likely)) r = likely(ctx, kr_val(f), obj, x);
    else r = ((KrBody2)f->body)(ctx, kr_val(f), obj, x);
    if (KR_UNLIKELY(--f->ob.refs == 0)) kr_dealloc(ctx, &f->ob);
    return r;
  }
  args[0] = obj, args[1] = x;
  return kr_invoke_slow(ctx, frame, pos, name, c, args, 1);
})
KR_FAST(Value, kr_fast_invoke2, (Ctx *ctx, Frame *frame, uint32_t pos, Value name, AttrCache *c, Value obj, Value x, Value y, KrBody3 likely), {
  Value args[3];
  Value r;
  Function *f = kr_method(obj, c, 3);
  if (KR_LIKELY(f != NULL)) {
    f->ob.refs++;
    if (likely && KR_LIKELY(f->body == (void *)likely)) r = likely(ctx, kr_val(f), obj, x, y);
    else r = ((KrBody3)f->body)(ctx, kr_val(f), obj, x, y);
    if (KR_UNLIKELY(--f->ob.refs == 0)) kr_dealloc(ctx, &f->ob);
    return r;
  }
  args[0] = obj, args[1] = x, args[2] = y;
  return kr_invoke_slow(ctx, frame, pos, name, c, args, 2);
})
KR_FAST(Value, kr_fast_invoke3, (Ctx *ctx, Frame *frame, uint32_t pos, Value name, AttrCache *c, Value obj, Value x, Value y, Value z, KrBody4 likely), {
  Value args[4];
  Value r;
  Function *f = kr_method(obj, c, 4);
  if (KR_LIKELY(f != NULL)) {
    f->ob.refs++;
    if (likely && KR_LIKELY(f->body == (void *)likely)) r = likely(ctx, kr_val(f), obj, x, y, z);
    else r = ((KrBody4)f->body)(ctx, kr_val(f), obj, x, y, z);
    if (KR_UNLIKELY(--f->ob.refs == 0)) kr_dealloc(ctx, &f->ob);
    return r;
  }
  args[0] = obj, args[1] = x, args[2] = y, args[3] = z;
  return kr_invoke_slow(ctx, frame, pos, name, c, args, 3);
})

KR_FAST(Value, kr_fast_getattr, (Ctx *ctx, Value obj, Value name, AttrCache *c), {
  if (kr_is_ptr(obj) && KR_LIKELY(kr_obj_shape(kr_obj(obj)) == c->shape)) {
    Value v = *(Value *)((char *)kr_obj(obj) + c->slot);
    if (KR_LIKELY(v != 0)) return kr_ref(v);
  }
  return kr_getattr_cached(ctx, obj, name, c);
})
/* Attributes that instances keep, without user code and without raising.  0: it takes more than that. */
Value kr_peek_attr_slow(Value obj, Value name, AttrCache *);
KR_FAST(Value, kr_peek_attr, (Value obj, Value name, AttrCache *c), {
  if (KR_LIKELY(kr_is_ptr(obj) && kr_obj_shape(kr_obj(obj)) == c->shape)) return *(Value *)((char *)kr_obj(obj) + c->slot);
  return kr_peek_attr_slow(obj, name, c);
})
KR_ALWAYS Value kr_peek_attr_hit(Value obj, const AttrCache *c) {
  return KR_LIKELY(kr_is_ptr(obj) && kr_obj_shape(kr_obj(obj)) == c->shape) ? *(Value *)((char *)kr_obj(obj) + c->slot) : 0;
}
/* Replaces a value that is no object. */
int kr_put_attr_slow(Value obj, Value name, Value v, AttrCache *);
KR_FAST(int, kr_put_attr, (Value obj, Value name, Value v, AttrCache *c), {
  if (KR_LIKELY(kr_is_ptr(obj) && kr_obj_shape(kr_obj(obj)) == c->shape)) {
    Value *place = (Value *)((char *)kr_obj(obj) + c->slot);
    if (kr_is_ptr(*place)) return 0;
    *place = kr_ref(v);
    return 1;
  }
  return kr_put_attr_slow(obj, name, v, c);
})
KR_ALWAYS int kr_put_attr_hit(Value obj, Value v, const AttrCache *c) {
  if (KR_LIKELY(kr_is_ptr(obj) && kr_obj_shape(kr_obj(obj)) == c->shape)) {
    Value *place = (Value *)((char *)kr_obj(obj) + c->slot);
    if (kr_is_ptr(*place)) return 0;
    *place = kr_ref(v);
    return 1;
  }
  return 0;
}
/* May attributes of these names be added to obj at once: then kr_fresh_slot are their places, to be filled,
 * and kr_fresh_done makes them its attributes. */
int kr_fresh_attrs(Value obj, AttrCache *, const Value *names, uint32_t n);
KR_ALWAYS int kr_attrs_fit(Value obj, const AttrCache *c) { return KR_LIKELY(kr_is_ptr(obj) && kr_obj_shape(kr_obj(obj)) == c->shape); }
KR_ALWAYS Value *kr_fresh_slot(Value obj, const AttrCache *c, uint32_t k) { return (Value *)((char *)kr_obj(obj) + c->slot) + k; }
KR_ALWAYS void kr_fresh_done(Value obj, const AttrCache *c) {
  Object *o = kr_obj(obj);
  o->meta = (o->meta & ~META_SHAPE) | c->kind;
}
KR_FAST(int, kr_fast_setattr, (Ctx *ctx, Value obj, Value name, Value v, AttrCache *c), {
  if (kr_is_ptr(obj)) {
    Object *o = kr_obj(obj);
    Value *place = (Value *)((char *)o + c->slot);
    if (KR_LIKELY(kr_obj_shape(o) == c->shape)) {
      kr_set(ctx, place, kr_ref(v));
      return 0;
    }
    if ((kr_obj_shape(o) | ATTR_OTHER) == c->shape) { /* a store remembers nothing else but a new attribute */
      *place = kr_ref(v);
      o->meta = (o->meta & ~META_SHAPE) | ((const Shape *)(uintptr_t)c->value)->id;
      return 0;
    }
  }
  return kr_setattr_cached(ctx, obj, name, v, c);
})

/* ---- operators ---- */

/* The int or float result of an operator, or 0 if it takes more than machine arithmetic.  With the
 * tag still on, sums overflow 64 bits exactly when they overflow 62. */
KR_FAST(Value, kr_int_op, (Value a, Value b, int op), {
  int64_t x = kr_int_of(a);
  int64_t y = kr_int_of(b);
  int64_t r;
  switch (op) {
  case BIN_add: return __builtin_add_overflow((int64_t)a, (int64_t)(b - 1), &r) ? 0 : (Value)r;
  case BIN_sub: return __builtin_sub_overflow((int64_t)a, (int64_t)(b - 1), &r) ? 0 : (Value)r;
  case BIN_mul: return __builtin_mul_overflow((int64_t)(a - 1), y, &r) ? 0 : (Value)r + 1;
  case BIN_and: return a & b;
  case BIN_or: return a | b;
  case BIN_xor: return (a ^ b) | 1;
  case BIN_floordiv:
    if (y == 0 || (y == -1 && x == KR_INT_MIN)) return 0;
    r = x / y;
    return kr_int(r - ((x % y != 0) & ((x ^ y) < 0)));
  case BIN_mod:
    if (y == 0) return 0;
    r = x % y;
    return kr_int(r != 0 && (r ^ y) < 0 ? r + y : r);
  case BIN_rshift: return y < 0 ? 0 : kr_int(y > 62 ? x >> 62 : x >> y);
  case BIN_lshift:
    if (y < 0 || y > 60) return 0;
    r = (int64_t)((uint64_t)x << y);
    return r >> y == x && kr_int_fits(r) ? kr_int(r) : 0;
  default: return 0;
  }
})
/* An int or float held in the word, and its number. */
KR_INLINE int kr_is_num(Value v) { return kr_is_int(v) || kr_is_flo(v); }
KR_INLINE double kr_num_f64(Value v) { return kr_is_int(v) ? (double)kr_int_of(v) : kr_flo_of(v); }
KR_FAST(Value, kr_flo_op, (Ctx *ctx, double x, double y, int op), {
  switch (op) {
  case BIN_add: return kr_float(ctx, x + y);
  case BIN_sub: return kr_float(ctx, x - y);
  case BIN_mul: return kr_float(ctx, x * y);
  case BIN_truediv: return y != 0 ? kr_float(ctx, x / y) : 0;
  default: return 0;
  }
})
KR_FAST(Value, kr_fast_binary, (Ctx *ctx, Value a, Value b, int op), {
  Value r = 0;
  if (kr_both_int(a, b)) r = kr_int_op(a, b, op);
  else if (op <= BIN_truediv && op != BIN_matmul && kr_is_num(a) && kr_is_num(b)) r = kr_flo_op(ctx, kr_num_f64(a), kr_num_f64(b), op);
  return KR_LIKELY(r != 0) ? r : kr_binary(ctx, a, b, op);
})
/* Of two numbers held in words, or 0. */
KR_FAST(Value, kr_num_word, (Value a, Value b, int op), {
  double x;
  double y;
  double r;
  Value v;
  if (kr_both_int(a, b)) return kr_int_op(a, b, op);
  if (op > BIN_truediv || op == BIN_matmul || !kr_is_num(a) || !kr_is_num(b)) return 0;
  x = kr_num_f64(a);
  y = kr_num_f64(b);
  r = op == BIN_add ? x + y : op == BIN_sub ? x - y : op == BIN_mul ? x * y : y != 0 ? x / y : (double)1e300;
  v = kr_flo_word(r);
  return kr_is_flo(v) ? v : 0;
})
KR_FAST(Value, kr_num_op, (Ctx *ctx, Value a, Value b, int op), {
  if (kr_both_int(a, b)) return kr_int_op(a, b, op);
  if (op <= BIN_truediv && op != BIN_matmul && (kr_is_flo(a) & kr_is_flo(b))) return kr_flo_op(ctx, kr_flo_of(a), kr_flo_of(b), op);
  if (op <= BIN_truediv && op != BIN_matmul && kr_is_num(a) && kr_is_num(b)) return kr_flo_op(ctx, kr_num_f64(a), kr_num_f64(b), op);
  return 0;
})
KR_FAST(Value, kr_fast_inplace, (Ctx *ctx, Value a, Value b, int op), {
  Value r = 0;
  if (kr_both_int(a, b)) r = kr_int_op(a, b, op);
  else if (op <= BIN_truediv && op != BIN_matmul && kr_is_num(a) && kr_is_num(b)) r = kr_flo_op(ctx, kr_num_f64(a), kr_num_f64(b), op);
  return KR_LIKELY(r != 0) ? r : kr_inplace(ctx, a, b, op);
})
/* a + b, or a += b; takes over the reference to a. */
Value kr_append(Ctx *, Value a, Value b, int inplace);
/* The same, where the slot of the local that is added to holds a reference too. */
Value kr_append_bound(Ctx *, Value *slot, Value a, Value b, int inplace);
KR_FAST(Value, kr_fast_append, (Ctx *ctx, Value a, Value b, int inplace), {
  Value r = 0;
  if (kr_both_int(a, b)) r = kr_int_op(a, b, BIN_add);
  else if (kr_is_num(a) && kr_is_num(b)) r = kr_flo_op(ctx, kr_num_f64(a), kr_num_f64(b), BIN_add);
  return KR_LIKELY(r != 0) ? r : kr_append(ctx, a, b, inplace);
})
KR_FAST(int, kr_int_test, (int64_t a, int64_t b, int op), {
  switch (op) {
  case CMP_lt: return a < b;
  case CMP_le: return a <= b;
  case CMP_eq: return a == b;
  case CMP_ne: return a != b;
  case CMP_gt: return a > b;
  default: return a >= b;
  }
})
KR_FAST(int, kr_flo_test, (double a, double b, int op), {
  switch (op) {
  case CMP_lt: return a < b;
  case CMP_le: return a <= b;
  case CMP_eq: return a == b;
  case CMP_ne: return a != b;
  case CMP_gt: return a > b;
  default: return a >= b;
  }
})
KR_FAST(int, kr_fast_test, (Ctx *ctx, Value a, Value b, int op), {
  if (kr_both_int(a, b)) return kr_int_test((int64_t)a, (int64_t)b, op);
  if (kr_is_flo(a) && kr_is_flo(b)) return kr_flo_test(kr_flo_of(a), kr_flo_of(b), op);
  return kr_test_compare(ctx, a, b, op);
})
KR_FAST(Value, kr_fast_compare, (Ctx *ctx, Value a, Value b, int op), {
  if (kr_both_int(a, b)) return kr_bool(kr_int_test((int64_t)a, (int64_t)b, op));
  if (kr_is_flo(a) && kr_is_flo(b)) return kr_bool(kr_flo_test(kr_flo_of(a), kr_flo_of(b), op));
  return kr_compare(ctx, a, b, op);
})
KR_FAST(int, kr_fast_truth, (Ctx *ctx, Value v), {
  if (v == KR_True) return 1;
  if (v == KR_False || v == KR_None) return 0;
  if (kr_is_int(v)) return v != kr_int(0);
  return kr_truth(ctx, v);
})

/* bool(v) and the truth of a comparison, where that runs no code; else -1. */
int kr_peek_truth_slow(Value);
KR_FAST(int, kr_peek_truth, (Value v), {
  if (v == KR_True) return 1;
  if (v == KR_False || v == KR_None) return 0;
  if (kr_is_int(v)) return v != kr_int(0);
  if (kr_has_shape(v, SHAPE_list)) return list_of(v)->len != 0;
  return kr_peek_truth_slow(v);
})
int kr_peek_test_slow(Value a, Value b, int op);
KR_FAST(int, kr_peek_test, (Value a, Value b, int op), {
  if (kr_both_int(a, b)) return kr_int_test((int64_t)a, (int64_t)b, op);
  if (kr_is_flo(a) && kr_is_flo(b)) return kr_flo_test(kr_flo_of(a), kr_flo_of(b), op);
  return kr_peek_test_slow(a, b, op);
})
/* len(v) where that runs no code and can not raise; else -1. */
int64_t kr_peek_len_slow(Value);
KR_FAST(int64_t, kr_peek_len, (Value v), {
  if (kr_is_ptr(v)) {
    uint32_t shape = kr_obj_shape(kr_obj(v));
    if (shape == SHAPE_list) return list_of(v)->len;
    if (shape == SHAPE_str) return (int64_t)str_of(v)->len;
  }
  return kr_peek_len_slow(v);
})
/* len(v) as an int. */
Value kr_len_value(Ctx *, Value);
KR_FAST(Value, kr_length, (Ctx *ctx, Value v), {
  if (kr_is_ptr(v)) {
    uint32_t shape = kr_obj_shape(kr_obj(v));
    if (shape == SHAPE_list) return kr_int(list_of(v)->len);
    if (shape == SHAPE_str) return kr_int((int64_t)str_of(v)->len);
    if (shape == SHAPE_tuple) return kr_int(tuple_of(v)->len);
  }
  return kr_len_value(ctx, v);
})

/* ---- numbers ---- */

/* Builtins by number (ir/builtins.def): what their names mean unless rebound. */
enum {
#define BUILTIN(name) BUILTIN_##name,
#include "../ir/builtins.def"
  BUILTIN_COUNT
};
extern Value kr_builtins[BUILTIN_COUNT];
/* Does the name of a global mean a builtin? */
int kr_global_is_slow(Ctx *, Value callee, Value name, GlobalCache *, int builtin);
KR_FAST(int, kr_global_is, (Ctx *ctx, Value callee, Value name, GlobalCache *c, int builtin), {
  Dict *globals = dict_of(kr_function(callee)->globals);
  Dict *builtins = dict_of(kr_function(callee)->builtins);
  if (KR_LIKELY(c->in_builtins && globals->keys_version == c->globals_version && builtins->keys_version == c->builtins_version))
    return builtins->entries[c->index].value == kr_builtins[builtin];
  return kr_global_is_slow(ctx, callee, name, c, builtin);
})

/* What operators give when the result does not fit 62 bits or does not exist. */
#define KR_NO_I64 INT64_MIN
KR_FAST(int64_t, kr_mul_i64, (int64_t x, int64_t y), {
  int64_t r;
  return __builtin_mul_overflow(x, y, &r) ? KR_NO_I64 : r;
})
KR_FAST(int64_t, kr_floordiv_i64, (int64_t x, int64_t y), {
  if (KR_UNLIKELY(y == 0)) return KR_NO_I64;
  return x / y - ((x % y != 0) & ((x ^ y) < 0));
})
KR_FAST(int64_t, kr_mod_i64, (int64_t x, int64_t y), {
  int64_t r;
  if (KR_UNLIKELY(y == 0)) return KR_NO_I64;
  r = x % y;
  return r != 0 && (r ^ y) < 0 ? r + y : r;
})
KR_FAST(int64_t, kr_lshift_i64, (int64_t x, int64_t y), {
  int64_t r;
  if (y < 0 || y > 61) return x == 0 && y >= 0 ? 0 : KR_NO_I64;
  r = (int64_t)((uint64_t)x << y);
  return r >> y == x ? r : KR_NO_I64;
})
KR_FAST(int64_t, kr_rshift_i64, (int64_t x, int64_t y), { return y < 0 ? KR_NO_I64 : y > 62 ? x >> 62 : x >> y; })
/* One of them an int, the other a float, both held in the word. */
KR_INLINE int kr_mixed(Value a, Value b) { return (kr_is_int(a) && kr_is_flo(b)) || (kr_is_flo(a) && kr_is_int(b)); }
KR_INLINE int64_t kr_wrap(int64_t i, int64_t len) { return i < 0 ? i + len : i; }
double pow(double, double);
/* These can only fail for want of memory for a few bytes, which ends the process. */
Value kr_box_float_slow(Ctx *, double);
KR_FAST(Value, kr_box_float, (Ctx *ctx, double d), {
  Value v = kr_flo_word(d);
  return KR_LIKELY(kr_is_flo(v)) ? v : kr_box_float_slow(ctx, d);
})
Value kr_make_range(Ctx *, int64_t start, int64_t stop, int64_t step);
Value kr_make_range_iter(Ctx *, int64_t next, int64_t stop, int64_t step);
Value kr_make_list_iter(Ctx *, Value list, int64_t index);

/* ---- items, iteration ---- */

KR_FAST(Value, kr_fast_getitem, (Ctx *ctx, Value box, Value key), {
  if (kr_is_int(key) && kr_is_ptr(box)) {
    int64_t i = kr_int_of(key);
    uint32_t shape = kr_obj_shape(kr_obj(box));
    if (shape == SHAPE_list) {
      if (i < 0) i += list_of(box)->len;
      if (KR_LIKELY((uint64_t)i < (uint64_t)list_of(box)->len)) return kr_ref(list_of(box)->items[i]);
    } else if (shape == SHAPE_tuple) {
      if (i < 0) i += tuple_of(box)->len;
      if (KR_LIKELY((uint64_t)i < (uint64_t)tuple_of(box)->len)) return kr_ref(tuple_of(box)->items[i]);
    }
  }
  return kr_getitem(ctx, box, key);
})
KR_FAST(int, kr_fast_setitem, (Ctx *ctx, Value box, Value key, Value v), {
  if (kr_is_int(key) && kr_has_shape(box, SHAPE_list)) {
    int64_t i = kr_int_of(key);
    if (i < 0) i += list_of(box)->len;
    if (KR_LIKELY((uint64_t)i < (uint64_t)list_of(box)->len)) {
      kr_set(ctx, &list_of(box)->items[i], kr_ref(v));
      return 0;
    }
  }
  return kr_setitem(ctx, box, key, v);
})
/* list[i] = v, which is stolen, at a place that is there.  What was there is mostly a number. */
KR_FAST(void, kr_list_put, (Ctx *ctx, Value list, int64_t i, Value v), {
  Value *place = &list_of(list)->items[i];
  Value old = *place;
  *place = v;
  if (kr_is_ptr(old)) kr_release(ctx, old);
})
/* box[start:stop]; both may be None. */
Value kr_get_slice(Ctx *, Value box, Value start, Value stop);
KR_FAST(Value, kr_fast_next, (Ctx *ctx, Value it), {
  if (KR_LIKELY(kr_is_ptr(it))) {
    uint32_t shape = kr_obj_shape(kr_obj(it));
    if (shape == SHAPE_range_iterator) {
      RangeIterator *r = (RangeIterator *)kr_obj(it);
      int64_t v = r->next;
      if (r->left <= 0) return KR_STOP;
      r->left--;
      r->next = (int64_t)((uint64_t)v + (uint64_t)r->step);
      return kr_int_fits(v) ? kr_int(v) : int_from_i64(ctx, v);
    }
    if (shape == SHAPE_list_iterator) {
      SeqIterator *s = (SeqIterator *)kr_obj(it);
      if (s->seq && s->index < list_of(s->seq)->len) return kr_ref(list_of(s->seq)->items[s->index++]);
    } else if (shape == SHAPE_tuple_iterator) {
      SeqIterator *s = (SeqIterator *)kr_obj(it);
      if (s->seq && s->index < tuple_of(s->seq)->len) return kr_ref(tuple_of(s->seq)->items[s->index++]);
    } else if (shape == SHAPE_generator) return generator_next(ctx, it);
    else if (shape == SHAPE_str_ascii_iterator) return str_iterator_next(ctx, it);
  }
  return kr_next(ctx, it);
})
/* iter.send(v), for yield from and await. */
KR_FAST(int, kr_fast_send, (Ctx *ctx, Value iter, Value v, Value *result), {
  if (kr_has_shape(iter, SHAPE_generator) || kr_has_shape(iter, SHAPE_coroutine))
    return generator_send(ctx, (Generator *)kr_obj(iter), v, result);
  return kr_send(ctx, iter, v, result);
})
KR_FAST(int, kr_fast_unpack, (Ctx *ctx, Value v, size_t n, Value *out), {
  Value *items = NULL;
  if (kr_has_shape(v, SHAPE_tuple) && tuple_of(v)->len == (int64_t)n) items = tuple_of(v)->items;
  else if (kr_has_shape(v, SHAPE_list) && list_of(v)->len == (int64_t)n) items = list_of(v)->items;
  if (KR_LIKELY(items != NULL)) {
    size_t i;
    for (i = 0; i < n; i++) out[i] = kr_ref(items[i]);
    return 0;
  }
  return kr_unpack(ctx, v, n, out);
})

/* ---- generator expressions joined with what consumes them ----
 * code is the expression's, closure its cells or 0, iter the iterator; all borrowed. */

/* Does f mean the builtin, so that the joint function may run instead of it? */
KR_FAST(int, kr_consumes, (Ctx *ctx, Value f, int builtin), {
  return KR_LIKELY(f == kr_builtins[builtin]) && !(ctx->pending & PENDING_TRACE);
})
/* Is f a builtin that takes a list as well as a generator: tuple, sorted, str.join? */
int kr_collects(Ctx *, Value f);
/* The general way: f(generator), and the generator alone. */
Value kr_consume(Ctx *, Frame *, Value f, CodeObj *code, Value closure, Value iter);
Value kr_expression(Ctx *, Frame *, CodeObj *code, Value closure, Value iter);
/* Is it an iterator over a range by ones, all small, that only its owner here has? */
KR_FAST(int, kr_is_new_range, (Value v), {
  const RangeIterator *r = (RangeIterator *)kr_obj(v);
  return kr_has_shape(v, SHAPE_range_iterator) && r->ob.refs == 1 && r->step == 1 && kr_int_fits(r->next) && kr_int_fits(r->next + r->left);
})
KR_FAST(int64_t, kr_range_end, (Value v), {
  const RangeIterator *r = (RangeIterator *)kr_obj(v);
  return r->next + r->left;
})
/* Starts the frame of the expression, inside the innermost one. */
int kr_enter_inner(Ctx *, Frame *, CodeObj *code);
/* What the builtin does with an item: not in the expression's frame. */
Value kr_outside_binary(Ctx *, Value a, Value b, int op);
int kr_outside_truth(Ctx *, Value v);
int kr_outside_test(Ctx *, Value a, Value b, int op);
int kr_nonempty(Ctx *, Value best, int is_max); /* -1: raised, since there was no item */
/* A StopIteration that leaves the expression becomes a RuntimeError. */
void kr_guard_stop(Ctx *);

/* ---- the same out of line ---- */
#define FAR(result, name, params, args) result kr_far_##name params;
#include "far.def"

/* ---- containers ---- */

int kr_list_extend(Ctx *, Value list, Value iterable);          /* [*x] */
int kr_dict_update(Ctx *, Value dict, Value mapping);           /* {**x} */
int kr_dict_merge(Ctx *, Value callee, Value dict, Value mapping); /* f(**x) */
Value kr_build_slice(Ctx *, Value start, Value stop, Value step /* or 0 */);
/* await f(args) in frame, whose position is that of the call, up to where f's coroutine suspends or ends:
 * the awaitable goes to *iter if it suspends (else 0), what it yields or returned to *x; as SendResult.
 * where: what is awaited, as get_awaitable has it. */
enum { AWAIT_PLAIN, AWAIT_ENTER, AWAIT_EXIT };
int kr_await_call(Ctx *, Frame *frame, int where, Value f, const Value *args, size_t n, Value *iter, Value *x);
int kr_await_method(Ctx *, Frame *frame, int where, Value f, Value self /* or 0 */, const Value *args, size_t n, Value *iter, Value *x);
/* The same for the next item of an async for. */
int kr_await_next(Ctx *, Frame *frame, Value aiter, Value *iter, Value *x);
/* The same for __aenter__ of mgr, whose bound __aexit__ goes to *exit. */
int kr_await_enter(Ctx *, Frame *frame, Value mgr, Value *exit, Value *iter, Value *x);
Value kr_frame_yield_from_iter(Ctx *, const Frame *, Value); /* what yield from in this frame delegates to */
int kr_end_async_for(Ctx *, Value exc); /* 0: the loop is over; -1: exc is raised again */

#endif
