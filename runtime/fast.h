/* Fast paths over api.h.  Optimising compilers inline them; with KR_CALLS defined (libtcc, builds
 * for size) the same names call the out-of-line copies that fast.c makes from this text. */
#ifndef KRAIT_FAST_H
#define KRAIT_FAST_H

#include "api.h"

#if defined(KR_CALLS) && !defined(KR_FAST_BODIES)
#define KR_FAST(ret, name, params, body) ret name params;
#elif defined(KR_FAST_BODIES)
#define KR_FAST(ret, name, params, body) ret name params; ret name params body
#else
#define KR_FAST(ret, name, params, body) KR_INLINE ret name params body
#endif

/* ---- frames ---- */

/* Starts a compiled function: links its frame, counts the recursion, does pending work.  -1: raised. */
int kr_enter_frame_slow(Ctx *, Frame *);
KR_FAST(int, kr_enter_frame, (Ctx *ctx, Frame *frame, Value callee), {
  Function *f = (Function *)kr_obj(callee);
  frame->prev = ctx->frame;
  frame->code = f->code;
  frame->func = callee;
  frame->globals = f->globals;
  frame->builtins = f->builtins;
  frame->ns = 0;
  frame->locals = NULL;
  frame->pos = 0;
  frame->kind = FRAME_NATIVE;
  frame->object = NULL;
  if (KR_UNLIKELY(++ctx->depth > ctx->depth_limit || kr_stack_low(ctx) || ctx->pending)) return kr_enter_frame_slow(ctx, frame);
  ctx->frame = frame;
  return 0;
})
KR_FAST(void, kr_leave_frame, (Ctx *ctx, Frame *frame), {
  if (KR_UNLIKELY(frame->object != NULL)) frame_leave(ctx, frame);
  ctx->frame = frame->prev;
  ctx->depth--;
})
/* The same for a frame whose locals are in memory: drops them. */
void kr_leave_frame_slots(Ctx *, Frame *, Value *slots, size_t n);
void kr_drop_array(Ctx *, Value *values, size_t n);

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
KR_FAST(Value, kr_global, (Ctx *ctx, Frame *frame, Value name, GlobalCache *c), {
  Dict *globals = dict_of(frame->globals);
  if (KR_LIKELY(c->globals_version && globals->keys_version == c->globals_version)) {
    Dict *builtins;
    if (!c->in_builtins) return kr_ref(globals->entries[c->index].value);
    builtins = dict_of(frame->builtins);
    if (KR_LIKELY(builtins->keys_version == c->builtins_version)) return kr_ref(builtins->entries[c->index].value);
  }
  return kr_load_global(ctx, frame->globals, frame->builtins, name, c);
})

/* ---- attributes, calls ---- */

/* obj.name about to be called: steals obj; *self takes it over when the result is to be called with
 * it, else 0. */
KR_FAST(Value, kr_load_method, (Ctx *ctx, Value obj, Value name, Value *self, AttrCache *cache), {
  Value f = kr_getmethod_cached(ctx, obj, name, self, cache);
  if (!f || !*self) kr_unref(ctx, obj);
  return f;
})
/* args: n values, the last of them under the names of the tuple. */
KR_FAST(Value, kr_call_kw, (Ctx *ctx, Value f, const Value *args, size_t n, Value names), {
  return kr_call(ctx, f, args, n - (size_t)tuple_of(names)->len, names);
})
KR_FAST(Value, kr_call_method_kw, (Ctx *ctx, Value f, Value self, const Value *args, size_t n, Value names), {
  return kr_call_self(ctx, f, self, args, n - (size_t)tuple_of(names)->len, names);
})

/* ---- containers ---- */

int kr_list_extend(Ctx *, Value list, Value iterable);          /* [*x] */
int kr_dict_update(Ctx *, Value dict, Value mapping);           /* {**x} */
int kr_dict_merge(Ctx *, Value callee, Value dict, Value mapping); /* f(**x) */
Value kr_build_slice(Ctx *, Value start, Value stop, Value step /* or 0 */);
Value kr_len_value(Ctx *, Value);
int kr_end_async_for(Ctx *, Value exc); /* 0: the loop is over; -1: exc is raised again */

#endif
