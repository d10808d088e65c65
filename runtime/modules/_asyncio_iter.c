/* _asyncio: the iterator that awaiting a future gives.  It yields the future itself once, for the task to
 * wait for, and then returns its result. */
#include "../objects/generator.h"
#include "../objects/iter.h"
#include "_asyncio.h"

typedef struct { Object ob; Value future; /* 0: done */ } FutureIter;
static FutureIter *iter_of(Value v) { return (FutureIter *)kr_obj(v); }

Value future_iter(Ctx *ctx, Value self) {
  if (future_check(ctx, future_of(self)) < 0) return 0;
  FutureIter *it = kr_alloc_gc(ctx, SHAPE_asyncio_future_iter, sizeof(FutureIter));
  if (!it) return 0;
  it->future = kr_ref(self);
  return kr_val(it);
}

/* What is sent does not matter. */
static SendResult iter_send(Ctx *ctx, Value self, Value sent, Value *result) {
  Value v = iter_of(self)->future;
  *result = KR_None;
  if (!v) return SEND_RETURN;
  Future *f = future_of(v);
  if (f->state == FUTURE_PENDING) {
    if (!f->blocking) {
      f->blocking = 1;
      *result = kr_ref(v);
      return SEND_NEXT;
    }
    kr_raise(ctx, &kr_type_RuntimeError, "await wasn't used with future");
    *result = 0;
    return SEND_ERROR;
  }
  iter_of(self)->future = 0;
  *result = future_result(ctx, f);
  kr_unref(ctx, v);
  return *result ? SEND_RETURN : SEND_ERROR;
}

static Value iter_step(Ctx *ctx, Value self) {
  Value v;
  SendResult r = iter_send(ctx, self, KR_None, &v);
  if (r == SEND_RETURN) {
    generator_raise_stop(ctx, v);
    kr_unref(ctx, v);
  }
  return r == SEND_NEXT ? v : 0;
}

static Value iter_next(Ctx *ctx, Value self) {
  Value v;
  SendResult r = iter_send(ctx, self, KR_None, &v);
  if (r != SEND_RETURN) return v;
  kr_unref(ctx, v);
  return KR_STOP;
}

static Value iter_next_m(Ctx *ctx, Value self, const Value *a) { return iter_step(ctx, self); }

static Value iter_throw_m(Ctx *ctx, Value self, const Value *a) {
  if (a[2] && a[2] != KR_None && !kr_has_shape(a[2], SHAPE_traceback))
    return kr_raise(ctx, &kr_type_TypeError, "throw() third argument must be a traceback");
  if (!kr_has_flag(a[0], T_EXCEPTION) && !(kr_is_type(a[0]) && kr_as_type(a[0])->flags & T_EXCEPTION))
    return kr_raise(ctx, &kr_type_TypeError, "exceptions must be classes deriving BaseException or instances of such a class");
  const Value thrown[3] = {a[0], a[1] ? a[1] : KR_None, a[2] ? a[2] : KR_None};
  if (generator_set_thrown(ctx, thrown) == 0) kr_clear(ctx, &iter_of(self)->future);
  return 0;
}

static Value iter_close_m(Ctx *ctx, Value self, const Value *a) {
  kr_clear(ctx, &iter_of(self)->future);
  return KR_None;
}

OWNS(iter, FutureIter, future, 1)

static const Method iter_methods[] = {
  {"__next__", iter_next_m, "", "Implement next(self).", M_COEXIST},
  {"send", iter_next_m, "object, /", NULL},
  {"throw", iter_throw_m, "typ, val=None, tb=None, /", NULL},
  {"close", iter_close_m, "", NULL},
  {0}};

Type kr_type_asyncio_future_iter = {
  TYPE_HEAD(asyncio_future_iter, "_asyncio.FutureIter"), .flags = T_GC | T_NO_NEW | T_IMMUTABLE, .size = sizeof(FutureIter),
  .methods = iter_methods, .iter = iter_self, .next = iter_next, .send = iter_send, OWNING_SLOTS(iter),
};
