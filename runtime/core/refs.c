/* What happens when an object's count reaches 0: finalizer, weak references, contents, cell.
 *
 * Freeing a deeply nested structure must not recurse deeply: beyond a small depth, dying objects wait
 * on a stack of their thread that the outermost kr_dealloc empties.  While they wait (and while their contents are
 * dropped) they are untracked, since finalizers may run the collector meanwhile. */
#include <stdlib.h>
#include "core.h"

#define TRASH_DEPTH 40

static int trash_push(Ctx *ctx, Object *o) {
  if (ctx->trash.n == ctx->trash.cap) {
    size_t cap = ctx->trash.cap ? ctx->trash.cap * 2 : 256;
    Object **items = realloc(ctx->trash.items, cap * sizeof *items);
    if (!items) return 0;
    ctx->trash.items = items;
    ctx->trash.cap = cap;
  }
  ctx->trash.items[ctx->trash.n++] = o;
  return 1;
}

/* Generators that ran to their end have nothing left to do. */
KR_INLINE bool generator_is_over(const Object *o) {
  return (kr_obj_shape(o) == SHAPE_generator || kr_obj_shape(o) == SHAPE_coroutine) && ((const Generator *)o)->state == GEN_DONE;
}

int refs_finalize(Ctx *ctx, Object *o) {
  Type *type = shape_of(o)->type;
  if (!type->finalize || o->meta & META_FINALIZED || generator_is_over(o)) return 0;
  o->meta |= META_FINALIZED;
  o->refs++;
  Value raised = kr_fetch(ctx);
  if (type->finalize(ctx, kr_val(o)) < 0) kr_unraisable(ctx, NULL, kr_val(o));
  if (raised) kr_restore(ctx, raised);
  return --o->refs > 0;
}

static void free_now(Ctx *ctx, Object *o) {
  Type *type = shape_of(o)->type;
  if (KR_UNLIKELY(o->meta & META_WEAKREF)) {
    o->refs = 1; /* a callback can not reach o, but its shape must stay alive */
    weakref_clear_all(ctx, o);
    o->refs = 0;
  }
  o->meta &= ~META_GEN_MASK;
  type = shape_of(o)->type;
  if (type->free) type->free(ctx, o);
  if (o->meta & META_STATIC) return;
  alloc_free_object(ctx, o);
  if (type->flags & T_HEAP) kr_unref(ctx, kr_val(type));
}

/* An object of a builtin type that nobody watches. */
KR_INLINE void free_native(Ctx *ctx, Object *o, const Type *type) {
  o->meta &= ~META_GEN_MASK;
  if (type->free) type->free(ctx, o);
  if (!(o->meta & META_STATIC)) alloc_free_object(ctx, o);
}

/* An instance that is nothing but a head and slots, and that nobody watches. */
KR_INLINE void free_plain(Ctx *ctx, Object *o, const Shape *s) {
  Value *slots = (Value *)((char *)o + s->offset);
  uint32_t n = s->is_dict ? s->nfixed + 1u : s->n, cells = s->cells;
  Type *type = s->type;
  o->meta &= ~META_GEN_MASK;
  for (uint32_t i = 0; i < n; i++) {
    Value v = slots[i];
    if (!kr_is_ptr(v)) continue;
    slots[i] = 0;
    kr_unref(ctx, v);
  }
  alloc_free_plain(ctx, o, cells);
  if (KR_UNLIKELY(--type->ob.refs == 0)) kr_dealloc(ctx, &type->ob);
}

static KR_COLD void rearm(Object *o) { o->refs = REFS_STATIC; }

/* The most common end: an instance that holds no objects.  1: done. */
KR_INLINE int free_numbers(Ctx *ctx, Object *o) {
  const Shape *s = shape_of(o);
  Type *type = s->type;
  const Value *slots = (const Value *)((const char *)o + s->offset);
  if (s->cells <= 1 || s->is_dict || type->flags & T_FINALIZER || type->ob.refs == 1) return 0;
  for (uint32_t i = 0; i < s->n; i++)
    if (kr_is_ptr(slots[i])) return 0;
  alloc_free_plain(ctx, o, s->cells);
  type->ob.refs--;
  return 1;
}

static void dealloc_slow(Ctx *ctx, Object *o);

void kr_dealloc(Ctx *ctx, Object *o) {
  if (KR_LIKELY(!(o->meta & (META_STATIC | META_WEAKREF))) && free_numbers(ctx, o)) return;
  dealloc_slow(ctx, o);
}

static __attribute__((noinline)) void dealloc_slow(Ctx *ctx, Object *o) {
  if (KR_UNLIKELY(o->meta & META_STATIC)) {
    rearm(o);
    return;
  }
  Shape *shape = shape_of(o);
  Type *type = shape->type;
  if (KR_LIKELY(!(type->flags & (T_FINALIZER | T_HEAP | T_GC)) && !(o->meta & META_WEAKREF))) {
    if (type->free) type->free(ctx, o); /* holds nothing that could lead on */
    alloc_free_object(ctx, o);
    return;
  }
  if (KR_UNLIKELY(type->flags & T_FINALIZER)) {
    if (refs_finalize(ctx, o)) return;
    shape = shape_of(o);
    type = shape->type;
  }
  if (KR_UNLIKELY(ctx->trash_depth >= TRASH_DEPTH)) {
    o->meta &= ~META_GEN_MASK;
    if (trash_push(ctx, o) || kr_stack_low(ctx)) return; /* without memory: better a leak than a crash */
  }
  ctx->trash_depth++;
  if (!(type->flags & T_HEAP) && !(o->meta & META_WEAKREF)) free_native(ctx, o, type);
  else if (shape_cells(shape) > 1 && !(o->meta & META_WEAKREF)) free_plain(ctx, o, shape);
  else free_now(ctx, o);
  if (ctx->trash_depth == 1)
    while (ctx->trash.n) free_now(ctx, ctx->trash.items[--ctx->trash.n]);
  ctx->trash_depth--;
}
