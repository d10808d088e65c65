/* Iteration: iter(), next() and the step of yield from and await. */
#include "../api.h"

Value kr_iter(Ctx *ctx, Value v) {
  Type *type = kr_type_of(v);
  if (type->iter) {
    Value r = type->iter(ctx, v);
    if (!r || kr_type_of(r)->next) return r;
    kr_raise(ctx, &kr_type_TypeError, "iter() returned non-iterator of type '%.100s'", kr_type_of(r)->name);
    kr_unref(ctx, r);
    return 0;
  }
  if (!kr_is_sequence(v)) return kr_raise(ctx, &kr_type_TypeError, "'%.200s' object is not iterable", type->name);
  return iterator_new(ctx, v);
}

Value kr_next(Ctx *ctx, Value iter) {
  Type *type = kr_type_of(iter);
  if (KR_UNLIKELY(!type->next))
    return kr_raise(ctx, &kr_type_TypeError, "'%.200s' object is not an iterator", type->name);
  Value r = type->next(ctx, iter);
  if (KR_UNLIKELY(!r) && kr_catch(ctx, &kr_type_StopIteration)) return KR_STOP;
  return r;
}

/* What a call of __next__ or send gave: StopIteration carries the value returned. */
static SendResult step_result(Ctx *ctx, Value r, Value *result) {
  if (r && r != KR_STOP) {
    *result = r;
    return SEND_NEXT;
  }
  if (r == KR_STOP) {
    *result = KR_None;
    return SEND_RETURN;
  }
  if (!kr_matches(ctx, &kr_type_StopIteration)) return SEND_ERROR;
  *result = kr_stop_value(ctx);
  return *result ? SEND_RETURN : SEND_ERROR;
}

SendResult kr_send(Ctx *ctx, Value iter, Value sent, Value *result) {
  Type *type = kr_type_of(iter);
  if (type->send) return type->send(ctx, iter, sent, result);
  *result = 0;
  if (sent != KR_None) return step_result(ctx, kr_call_method1(ctx, iter, N(send), sent), result);
  if (!(type->flags & T_HEAP)) {
    return step_result(ctx, type->next ? type->next(ctx, iter) : kr_call_method1(ctx, iter, N(send), sent), result);
  }
  /* the slot of a class made in Python forgets the value in StopIteration */
  Value self, f = kr_lookup_special(ctx, iter, N(__next__), &self);
  if (f == KR_ABSENT) return step_result(ctx, kr_call_method1(ctx, iter, N(send), sent), result);
  if (!f) return SEND_ERROR;
  Value r = kr_call_self(ctx, f, self, NULL, 0, 0);
  kr_unref(ctx, f);
  return step_result(ctx, r, result);
}
