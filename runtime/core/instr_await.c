/* Instructions of yield from, await and async for. */
#include "../krait.h"

static int is_coroutine(Value v) {
  return kr_has_shape(v, SHAPE_coroutine) ||
         (kr_has_shape(v, SHAPE_generator) && ((Generator *)kr_obj(v))->frame.code->code->flags & CODE_ITERABLE_COROUTINE);
}

Value kr_get_yield_from_iter(Ctx *ctx, Value v, int in_coroutine) {
  if (kr_has_shape(v, SHAPE_generator)) return kr_ref(v);
  if (kr_has_shape(v, SHAPE_coroutine)) {
    if (in_coroutine) return kr_ref(v);
    return kr_raise(ctx, &kr_type_TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator");
  }
  return kr_iter(ctx, v);
}

/* The iterator that v.__await__() gives; KR_ABSENT: v is not awaitable. */
static Value await_iterator(Ctx *ctx, Value v) {
  UnaryFn await = kr_type_of(v)->await;
  if (!await) return KR_ABSENT;
  Value it = await(ctx, v);
  if (!it) return 0;
  if (is_coroutine(it)) {
    kr_raise(ctx, &kr_type_TypeError, "__await__() returned a coroutine");
  } else if (kr_type_of(it)->next || kr_type_of(it)->send) {
    return it;
  } else {
    kr_raise(ctx, &kr_type_TypeError, "__await__() returned non-iterator of type '%T'", it);
  }
  kr_unref(ctx, it);
  return 0;
}

static Value not_awaitable(Ctx *ctx, Value v) {
  return kr_raise(ctx, &kr_type_TypeError, "object %T can't be used in 'await' expression", v);
}

Value kr_get_awaitable(Ctx *ctx, Value v, int where) {
  Value it = is_coroutine(v) ? kr_ref(v) : await_iterator(ctx, v);
  if (it == KR_ABSENT) {
    if (where == 1)
      return kr_raise(ctx, &kr_type_TypeError, "'async with' received an object from __aenter__ that does not implement __await__: %T", v);
    if (where == 2)
      return kr_raise(ctx, &kr_type_TypeError, "'async with' received an object from __aexit__ that does not implement __await__: %T", v);
    return not_awaitable(ctx, v);
  }
  const Generator *g = it && kr_has_shape(it, SHAPE_coroutine) ? (Generator *)kr_obj(it) : NULL;
  if (g && g->state == GEN_SUSPENDED && g->yield_from) {
    kr_unref(ctx, it);
    return kr_raise(ctx, &kr_type_RuntimeError, "coroutine is being awaited already");
  }
  return it;
}

Value kr_get_aiter(Ctx *ctx, Value v) {
  UnaryFn aiter = kr_type_of(v)->aiter;
  if (!aiter) return kr_raise(ctx, &kr_type_TypeError, "'async for' requires an object with __aiter__ method, got %T", v);
  Value it = aiter(ctx, v);
  if (it && !kr_type_of(it)->anext) {
    kr_raise(ctx, &kr_type_TypeError, "'async for' received an object from __aiter__ that does not implement __anext__: %T", it);
    kr_unref(ctx, it);
    return 0;
  }
  return it;
}

/* The raised exception comes from another (stolen), as "raise ... from cause" says. */
static void set_cause(Ctx *ctx, Value cause) {
  BaseException *e = exc_of(ctx->exc);
  kr_set(ctx, &e->context, kr_ref(cause));
  kr_set(ctx, &e->cause, cause);
  e->suppress_context = 1;
}

Value kr_get_anext(Ctx *ctx, Value it) {
  UnaryFn anext = kr_type_of(it)->anext;
  if (!anext) return kr_raise(ctx, &kr_type_TypeError, "'async for' requires an iterator with __anext__ method, got %T", it);
  Value awaitable = anext(ctx, it);
  if (!awaitable || kr_has_shape(it, SHAPE_async_generator) || is_coroutine(awaitable)) return awaitable;
  Value r = await_iterator(ctx, awaitable);
  if (r == KR_ABSENT) r = not_awaitable(ctx, awaitable);
  if (!r) {
    Value cause = kr_fetch(ctx);
    r = kr_raise(ctx, &kr_type_TypeError, "'async for' received an invalid object from __anext__: %T", awaitable);
    if (cause) set_cause(ctx, cause);
  }
  kr_unref(ctx, awaitable);
  return r;
}

Value kr_cleanup_throw(Ctx *ctx, Value iter, Value exc) {
  if (kr_instance_of(exc, &kr_type_StopIteration)) {
    Value value = ((ValueException *)kr_obj(exc))->value;
    return value ? kr_ref(value) : KR_None;
  }
  kr_restore(ctx, kr_ref(exc));
  return 0;
}
