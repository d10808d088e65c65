/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"


/* pairs, line 1 */
static Value py___main___pairs_resume(Ctx *ctx, Generator *g, Value sent) {
  Value *const slots = g->slots;
  const Value callee = g->frame.func;
  Value t0, item_0, t2, item_1, t6, t7;
  switch (g->point) {
  case 1: goto resume1;
  }
  /* 1: def pairs(items): */
  t0 = sent;
  if (KR_UNLIKELY(!t0)) goto raised;
  /* 2: for item in items: */
  g->frame.pos = 2;
  t2 = kr_iter(ctx, slots[0]);
  if (KR_UNLIKELY(!t2)) goto raised;
  item_0 = 0;
L7:;
  g->frame.pos = 3;
  item_1 = kr_fast_next(ctx, t2);
  if (KR_UNLIKELY(!item_1)) goto drop2;
  if (!(item_1 == KR_STOP)) goto L9;
L8:;
  kr_unref(ctx, t2);
  kr_unref(ctx, item_0);
  g->frame.pos = 12;
  g->result = KR_None;
  return KR_STOP;
L9:;
  kr_unref(ctx, item_0);
  /* 3: yield item, item */
  kr_ref(item_1);
  kr_ref(item_1);
  g->frame.pos = 7;
  t6 = tuple_steal(ctx, (Value[]){item_1, item_1}, 2);
  if (KR_UNLIKELY(!t6)) goto drop4;
  slots[1] = item_1;
  slots[2] = t2;
  g->frame.pos = 8;
  g->sp = 1;
  g->point = 1;
  return t6;
resume1:
  item_0 = slots[1];
  slots[1] = 0;
  t2 = slots[2];
  slots[2] = 0;
  t7 = sent;
  if (KR_UNLIKELY(!t7)) goto drop2;
  kr_unref(ctx, t7);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop2;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop2;
  goto L7;
drop4:
  kr_drop(ctx, 2, item_1, t2);
  goto raised;
drop2:
  kr_drop(ctx, 2, t2, item_0);
  goto raised;
raised:
  kr_traceback_here(ctx, &g->frame);
  return 0;
}

static Value py___main___pairs_body(Ctx *ctx, Value callee, Value arg0) {
  return kr_make_generator(ctx, callee, py___main___pairs_resume, (Value[]){arg0}, 1, 5);
}

static Value py___main___pairs(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___pairs_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___pairs_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

static const KrNativeFn functions[1] = {
  {1, py___main___pairs, py___main___pairs_body, 1, py___main___pairs_resume, 5},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, NULL, 0, NULL};
