/* Asynchronous generators.
 *
 * The frame yields two kinds of values: what it awaits (handed to the event loop as it is) and what
 * it yields to its consumer (wrapped by async_gen_wrap).  asend(), __anext__(), athrow() and aclose()
 * give awaitables that run the frame until a wrapped value comes, which is their result. */
#include "generator.h"

/* ---- the wrapper of a yielded value ---- */

typedef struct { Object ob; Value value; } Wrapped;

/* One wrapper that is not in use, empty: most are taken apart as soon as they are made. */
static Wrapped *spare;

Value kr_async_gen_wrap(Ctx *ctx, Value v) {
  Wrapped *w = spare;
  spare = NULL;
  if (!w && !(w = kr_alloc_gc(ctx, SHAPE_async_generator_wrapped, sizeof(Wrapped)))) return 0;
  w->value = kr_ref(v);
  return kr_val(w);
}

/* The value in the wrapper, which is stolen. */
static Value open_wrapper(Ctx *ctx, Value wrapper) {
  Wrapped *w = (Wrapped *)kr_obj(wrapper);
  if (w->ob.refs > 1 || spare) {
    Value v = kr_ref(w->value);
    kr_unref(ctx, wrapper);
    return v;
  }
  Value v = w->value;
  w->value = 0;
  spare = w;
  return v;
}

static void wrapped_traverse(Object *o, VisitFn visit, void *arg) { visit(((Wrapped *)o)->value, arg); }
static void wrapped_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((Wrapped *)o)->value); }

Type kr_type_async_generator_wrapped = {
  TYPE_HEAD(async_generator_wrapped, "async_generator_wrapped_value"), .flags = T_GC | T_NO_NEW, .size = sizeof(Wrapped),
  .traverse = wrapped_traverse, .clear = wrapped_clear, .free = wrapped_clear,
};

/* ---- the awaitables ---- */

typedef enum { AWAIT_INIT, AWAIT_ITER, AWAIT_CLOSED } AwaitState;
typedef struct {
  Object ob;
  Value gen;
  Value arg;    /* asend: what is sent; athrow: a tuple (type, value, traceback); 0 for aclose */
  AwaitState state;
} Awaitable;

static Awaitable *awaitable_of(Value v) { return (Awaitable *)kr_obj(v); }

static void raise_class(Ctx *ctx, Type *type) {
  Value exc = kr_call0(ctx, kr_val(type));
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
}

/* Has the frame ended in one of the two ways that mean "no more". */
static int ended(Ctx *ctx) { return kr_matches(ctx, &kr_type_StopAsyncIteration) || kr_matches(ctx, &kr_type_GeneratorExit); }

/* What a step of the frame means to whoever awaits: SEND_RETURN with a value that was yielded to the
 * consumer, SEND_NEXT with something to wait for. */
static SendResult unwrap(Ctx *ctx, Generator *g, SendResult r, Value *v) {
  if (r == SEND_NEXT) {
    if (!kr_has_shape(*v, SHAPE_async_generator_wrapped)) return SEND_NEXT;
    *v = open_wrapper(ctx, *v);
    g->running_async = 0;
    return SEND_RETURN;
  }
  if (r == SEND_RETURN) {
    kr_clear(ctx, v);
    raise_class(ctx, &kr_type_StopAsyncIteration);
  }
  if (ended(ctx)) g->closed = 1;
  g->running_async = 0;
  return SEND_ERROR;
}

static SendResult asend_send(Ctx *ctx, Value self, Value sent, Value *result) {
  Awaitable *o = awaitable_of(self);
  Generator *g = generator_of(o->gen);
  if (o->state == AWAIT_CLOSED) {
    kr_raise(ctx, &kr_type_RuntimeError, "cannot reuse already awaited __anext__()/asend()");
    return SEND_ERROR;
  }
  if (o->state == AWAIT_INIT) {
    if (g->running_async) {
      o->state = AWAIT_CLOSED;
      kr_raise(ctx, &kr_type_RuntimeError, "anext(): asynchronous generator is already running");
      return SEND_ERROR;
    }
    if (sent == KR_None) sent = o->arg;
    o->state = AWAIT_ITER;
  }
  g->running_async = 1;
  SendResult r = unwrap(ctx, g, generator_send(ctx, g, sent, result), result);
  if (r != SEND_NEXT) o->state = AWAIT_CLOSED;
  return r;
}

static SendResult asend_throw(Ctx *ctx, Value self, const Value *a, Value *result) {
  Awaitable *o = awaitable_of(self);
  Generator *g = generator_of(o->gen);
  if (o->state == AWAIT_CLOSED) {
    kr_raise(ctx, &kr_type_RuntimeError, "cannot reuse already awaited __anext__()/asend()");
    return SEND_ERROR;
  }
  if (generator_set_thrown(ctx, a) < 0) return SEND_ERROR;
  SendResult r = unwrap(ctx, g, generator_throw(ctx, g, 1, result), result);
  if (r != SEND_NEXT) o->state = AWAIT_CLOSED;
  return r;
}

/* The end of an aclose: no more is what was wanted. */
static SendResult close_ended(Ctx *ctx, Awaitable *o, Value *result) {
  generator_of(o->gen)->running_async = 0;
  o->state = AWAIT_CLOSED;
  if (o->arg || !ended(ctx)) return SEND_ERROR;
  kr_clear_exc(ctx);
  *result = KR_None;
  return SEND_RETURN;
}

/* A step of the frame seen by athrow or aclose. */
static SendResult athrow_outcome(Ctx *ctx, Awaitable *o, SendResult r, Value *result) {
  Generator *g = generator_of(o->gen);
  if (o->arg) {
    r = unwrap(ctx, g, r, result);
    if (r == SEND_RETURN) o->state = AWAIT_CLOSED;
    return r == SEND_ERROR ? close_ended(ctx, o, result) : r;
  }
  if (r == SEND_NEXT) {
    if (!kr_has_shape(*result, SHAPE_async_generator_wrapped)) return SEND_NEXT;
    kr_clear(ctx, result);
    g->running_async = 0;
    o->state = AWAIT_CLOSED;
    kr_raise(ctx, &kr_type_RuntimeError, "async generator ignored GeneratorExit");
    return SEND_ERROR;
  }
  if (r == SEND_RETURN) {
    kr_clear(ctx, result);
    raise_class(ctx, &kr_type_StopAsyncIteration);
  }
  return close_ended(ctx, o, result);
}

/* The first step of athrow or aclose: raises in the frame. */
static SendResult athrow_start(Ctx *ctx, Awaitable *o, Value sent, Value *result) {
  Generator *g = generator_of(o->gen);
  if (g->running_async || g->closed) {
    o->state = AWAIT_CLOSED;
    if (g->running_async)
      kr_raise(ctx, &kr_type_RuntimeError, "%s(): asynchronous generator is already running", o->arg ? "athrow" : "aclose");
    else
      raise_class(ctx, &kr_type_StopAsyncIteration);
    return SEND_ERROR;
  }
  if (sent != KR_None) {
    kr_raise(ctx, &kr_type_RuntimeError, "can't send non-None value to a just-started coroutine");
    return SEND_ERROR;
  }
  o->state = AWAIT_ITER;
  g->running_async = 1;
  if (!o->arg) {
    g->closed = 1;
    raise_class(ctx, &kr_type_GeneratorExit);
  } else if (generator_set_thrown(ctx, tuple_of(o->arg)->items) < 0) {
    return close_ended(ctx, o, result);
  }
  return athrow_outcome(ctx, o, generator_throw(ctx, g, 0, result), result);
}

static SendResult athrow_send(Ctx *ctx, Value self, Value sent, Value *result) {
  Awaitable *o = awaitable_of(self);
  Generator *g = generator_of(o->gen);
  if (o->state == AWAIT_CLOSED) {
    kr_raise(ctx, &kr_type_RuntimeError, "cannot reuse already awaited aclose()/athrow()");
    return SEND_ERROR;
  }
  if (g->state >= GEN_DONE) {
    o->state = AWAIT_CLOSED;
    *result = KR_None;
    return SEND_RETURN;
  }
  if (o->state == AWAIT_INIT) return athrow_start(ctx, o, sent, result);
  return athrow_outcome(ctx, o, generator_send(ctx, g, sent, result), result);
}

static SendResult athrow_throw(Ctx *ctx, Value self, const Value *a, Value *result) {
  Awaitable *o = awaitable_of(self);
  if (o->state == AWAIT_CLOSED) {
    kr_raise(ctx, &kr_type_RuntimeError, "cannot reuse already awaited aclose()/athrow()");
    return SEND_ERROR;
  }
  if (generator_set_thrown(ctx, a) < 0) return SEND_ERROR;
  return athrow_outcome(ctx, o, generator_throw(ctx, generator_of(o->gen), 1, result), result);
}

/* ---- their methods ---- */

static Value step_value(Ctx *ctx, SendResult r, Value v) {
  if (r == SEND_NEXT) return v;
  if (r == SEND_RETURN) {
    generator_raise_stop(ctx, v);
    kr_unref(ctx, v);
  }
  return 0;
}
static Value next_value(Ctx *ctx, SendResult r, Value v) {
  if (r != SEND_RETURN) return r == SEND_NEXT ? v : 0;
  if (v == KR_None) return KR_STOP;
  return step_value(ctx, r, v);
}

#define AWAITABLE_METHODS(kind)                                                                 \
  static Value kind##_send_m(Ctx *ctx, Value self, const Value *a) {                            \
    Value v = 0;                                                                                \
    SendResult r = kind##_send(ctx, self, a[0], &v);                                            \
    return step_value(ctx, r, v);                                                               \
  }                                                                                             \
  static Value kind##_throw_m(Ctx *ctx, Value self, const Value *a) {                           \
    Value v = 0;                                                                                \
    SendResult r = kind##_throw(ctx, self, a, &v);                                              \
    return step_value(ctx, r, v);                                                               \
  }                                                                                             \
  static Value kind##_next_m(Ctx *ctx, Value self, const Value *a) {                            \
    Value v = 0;                                                                                \
    SendResult r = kind##_send(ctx, self, KR_None, &v);                                         \
    return step_value(ctx, r, v);                                                               \
  }                                                                                             \
  static Value kind##_next(Ctx *ctx, Value self) {                                              \
    Value v = 0;                                                                                \
    SendResult r = kind##_send(ctx, self, KR_None, &v);                                         \
    return next_value(ctx, r, v);                                                               \
  }                                                                                             \
  static const Method kind##_methods[] = {                                                      \
    {"__next__", kind##_next_m, "", "Implement next(self).", M_COEXIST},                                           \
    {"send", kind##_send_m, "arg, /", "Resume with a value."},                                  \
    {"throw", kind##_throw_m, THROW_SIGNATURE, "Raise an exception in the generator."},         \
    {"close", awaitable_close, "", "Give up waiting."},                                         \
    {0}};

static Value awaitable_close(Ctx *ctx, Value self, const Value *a) {
  awaitable_of(self)->state = AWAIT_CLOSED;
  return KR_None;
}
AWAITABLE_METHODS(asend)
AWAITABLE_METHODS(athrow)

static Value awaitable_self(Ctx *ctx, Value self) { return kr_ref(self); }
static void awaitable_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Awaitable *)o)->gen, arg);
  visit(((Awaitable *)o)->arg, arg);
}
static void awaitable_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Awaitable *)o)->gen);
  kr_clear(ctx, &((Awaitable *)o)->arg);
}

Type kr_type_async_generator_asend = {
  TYPE_HEAD(async_generator_asend, "async_generator_asend"), .flags = T_GC | T_NO_NEW, .size = sizeof(Awaitable),
  .iter = awaitable_self, .next = asend_next, .await = awaitable_self, .send = asend_send,
  .traverse = awaitable_traverse, .clear = awaitable_clear, .free = awaitable_clear, .methods = asend_methods,
};
Type kr_type_async_generator_athrow = {
  TYPE_HEAD(async_generator_athrow, "async_generator_athrow"), .flags = T_GC | T_NO_NEW, .size = sizeof(Awaitable),
  .iter = awaitable_self, .next = athrow_next, .await = awaitable_self, .send = athrow_send,
  .traverse = awaitable_traverse, .clear = awaitable_clear, .free = awaitable_clear, .methods = athrow_methods,
};

/* ---- the generator ---- */

/* At the first use: remembers the finalizer hook, calls the first-iteration hook. */
static int init_hooks(Ctx *ctx, Generator *g) {
  if (g->hooks_done) return 0;
  g->hooks_done = 1;
  Value first = ctx->asyncgen_hooks[0], finalizer = ctx->asyncgen_hooks[1];
  if (finalizer && finalizer != KR_None) g->origin = kr_ref(finalizer);
  if (!first || first == KR_None) return 0;
  Value r = kr_call1(ctx, first, kr_val(g));
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static Value awaitable_new(Ctx *ctx, Value gen, uint32_t shape, Value arg /* stolen */) {
  Awaitable *o = init_hooks(ctx, generator_of(gen)) == 0 ? kr_alloc_gc(ctx, shape, sizeof(Awaitable)) : NULL;
  if (!o) {
    kr_unref(ctx, arg);
    return 0;
  }
  o->gen = kr_ref(gen);
  o->arg = arg;
  return kr_val(o);
}

int asyncgen_finalize(Ctx *ctx, Generator *g) {
  if (!g->origin || g->closed) return 0;
  Value exc = kr_fetch(ctx), r = kr_call1(ctx, g->origin, kr_val(g));
  if (!r) kr_unraisable(ctx, NULL, kr_val(g));
  kr_unref(ctx, r);
  kr_restore(ctx, exc);
  return 1;
}

SendResult asyncgen_next(Ctx *ctx, Value gen, Value *iter, Value *x) {
  Generator *g = generator_of(gen);
  if (init_hooks(ctx, g) < 0) return SEND_ERROR;
  g->running_async = 1;
  SendResult r = unwrap(ctx, g, generator_send(ctx, g, KR_None, x), x);
  if (r != SEND_NEXT) return r;
  *iter = awaitable_new(ctx, gen, SHAPE_async_generator_asend, KR_None);
  if (*iter) awaitable_of(*iter)->state = AWAIT_ITER;
  else kr_clear(ctx, x);
  return *iter ? SEND_NEXT : SEND_ERROR;
}

static Value asyncgen_anext(Ctx *ctx, Value self) {
  return awaitable_new(ctx, self, SHAPE_async_generator_asend, KR_None);
}
static Value asyncgen_asend(Ctx *ctx, Value self, const Value *a) {
  return awaitable_new(ctx, self, SHAPE_async_generator_asend, kr_ref(a[0]));
}
static Value asyncgen_athrow(Ctx *ctx, Value self, const Value *a) {
  Value args = tuple_pack(ctx, 3, a[0], a[1] ? a[1] : KR_None, a[2] ? a[2] : KR_None);
  return args ? awaitable_new(ctx, self, SHAPE_async_generator_athrow, args) : 0;
}
static Value asyncgen_aclose(Ctx *ctx, Value self, const Value *a) {
  return awaitable_new(ctx, self, SHAPE_async_generator_athrow, 0);
}
static Value asyncgen_running(Ctx *ctx, Value self) { return kr_bool(generator_of(self)->running_async); }

static const Method asyncgen_methods[] = {
  {"asend", asyncgen_asend, "val, /", "Awaitable that resumes with a value and gives the next one yielded."},
  {"athrow", asyncgen_athrow, THROW_SIGNATURE, "Awaitable that raises an exception where the generator is suspended."},
  {"aclose", asyncgen_aclose, "", "Awaitable that raises GeneratorExit where the generator is suspended."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0}};
static const GetSet asyncgen_getsets[] = {
  {"__name__", generator_get_name, generator_set_name, NULL},
  {"__qualname__", generator_get_qualname, generator_set_qualname, NULL},
  {"ag_frame", generator_get_frame, NULL, NULL},
  {"ag_code", generator_get_code, NULL, NULL},
  {"ag_running", asyncgen_running, NULL, NULL},
  {"ag_suspended", generator_get_suspended, NULL, NULL},
  {"ag_await", generator_get_yield_from, NULL, "what is being awaited, or None"},
  {0}};

Type kr_type_async_generator = {
  TYPE_HEAD(async_generator, "async_generator"), .flags = T_GC | T_WEAKREF | T_NO_NEW | T_FINALIZER,
  .size = sizeof(Generator), .itemsize = sizeof(Value), .repr = generator_repr, .aiter = awaitable_self,
  .anext = asyncgen_anext, .finalize = generator_finalize, .traverse = generator_traverse,
  .clear = generator_clear, .free = generator_free, .methods = asyncgen_methods, .getsets = asyncgen_getsets,
};
